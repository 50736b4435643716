insert into station_boots (school, station, epoch, boot, first_seen) values ('green-park', 'counter-1', 7, 81, '2026-06-30 08:00:00+05:30');
insert into tap_dropped (school, station, payloads, since, latest) values ('green-park', 'counter-1', 4, '2026-06-30 08:00:00+05:30', '2026-06-30 09:00:00+05:30');
insert into station_chains (school, station, epoch, first_seen, last_seen, last_sequence, closed, closed_by, note) values
    ('green-park', 'counter-1', 6, '2026-06-16 08:00:00+05:30', '2026-06-20 08:00:00+05:30', 12, '2026-06-30 09:30:00+05:30', 2, 'the first card was replaced');
update delivery_conflicts set state = 'closed', closed = '2026-06-30 09:31:00+05:30', closed_by = 2, note = 'spoken with the parents';
