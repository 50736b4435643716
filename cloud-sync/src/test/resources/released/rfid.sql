update stations set place = 'Ground floor, east' where id = 'counter-1';
insert into card_bindings (school, station, student, card_type, form, ends_old_as, state, open_at, from_epoch, from_sequence, opened, opened_by, expires, changed, card, note) values
    ('green-park', 'counter-1', 4, null, 'card', null, 'cancelled', null, 7, 6, '2026-06-30 21:10:00+05:30', 2, '2026-06-30 21:12:00+05:30', '2026-06-30 21:11:00+05:30', null, null);
insert into live_heads (school, last_seq) values ('green-park', 1);
insert into live_log (school, seq, kind, student, order_id, state, data, told) values
    ('green-park', 1, 'order', 1, 6, 'confirmed', '{"order":6}', '2026-06-30 19:10:02+05:30');
-- a refusal: what taps knows and deliveries did not
insert into taps (school, station, epoch, sequence, tapped, received, school_day, window_id, reader, student, order_id, outcome, reason, by_hand, clock) values
    ('green-park', 'counter-1', 7, 7, '2026-06-30 12:40:00+05:30', '2026-06-30 12:40:01+05:30', '2026-06-30', 'lunch', 'reader-1', null, null, 'refused', 'UNKNOWN_CARD', false, 'synced');
insert into tap_inbox (school, station, epoch, sequence, record_type, payload, hash, set_aside, received) values
    ('green-park', 'counter-1', 7, 7, 2, 'seventh record', '7777777777777777777777777777777777777777777777777777777777777777', '', '2026-06-30 12:40:01+05:30');
update tap_heads set last_sequence = 7, highest = 7, last_hash = '7777777777777777777777777777777777777777777777777777777777777777';
insert into card_history (card, from_state, to_state, student, actor, reason, changed) values (3, 'registered', 'expired', null, null, null, '2026-06-30 21:15:00+05:30');
update cards set state = 'expired' where id = 3;
