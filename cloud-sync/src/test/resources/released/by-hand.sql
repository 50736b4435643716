insert into supervisors (school, name, card, pin, active, created) values ('green-park', 'Meera Iyer', '99AABBCC', 'pbkdf2:4096:verifier', true, '2026-06-30 10:00:00+05:30');
update orders set pickup_code = '407311' where id = 4;
-- served by hand, and another serve that its station took back
insert into orders (school, student, placed_by, school_day, window_id, state, total_paise, created, changed, delivered_at, delivered_station, pickup_code) values
    ('green-park', 4, 3, '2026-06-30', 'lunch', 'delivered', 4500, '2026-06-29 18:00:00+05:30', '2026-06-30 12:30:00+05:30', '2026-06-30 12:30:00+05:30', 'counter-1', '118203');
insert into order_lines (order_id, line_number, dish, dish_name, allergens, price_paise, quantity) values (5, 1, 1, 'Idli-Sambar (2)', '', 4500, 1);
insert into payments (order_id, school, method, amount_paise, reference, taken_by, taken) values (5, 'green-park', 'cash', 4500, 'receipt 4', 2, '2026-06-29 18:30:00+05:30');
insert into tap_inbox (school, station, epoch, sequence, record_type, payload, hash, set_aside, received) values
    ('green-park', 'counter-1', 7, 4, 1, 'fourth record', '4444444444444444444444444444444444444444444444444444444444444444', '', '2026-06-30 12:30:01+05:30'),
    ('green-park', 'counter-1', 7, 5, 1, 'fifth record', '5555555555555555555555555555555555555555555555555555555555555555', '', '2026-06-30 12:31:01+05:30'),
    ('green-park', 'counter-1', 7, 6, 1, 'sixth record', '6666666666666666666666666666666666666666666666666666666666666666', '', '2026-06-30 12:31:05+05:30');
update tap_heads set last_sequence = 6, highest = 6, last_hash = '6666666666666666666666666666666666666666666666666666666666666666';
insert into deliveries (school, order_id, student, station, epoch, sequence, school_day, delivered, received, supervisor, hand_reason) values
    ('green-park', 5, 4, 'counter-1', 7, 4, '2026-06-30', '2026-06-30 12:30:00+05:30', '2026-06-30 12:30:01+05:30', 1, 'no-card');
insert into delivery_corrections (school, station, epoch, sequence, undone, order_id, student, supervisor, hand_reason, taken_back, received) values
    ('green-park', 'counter-1', 7, 6, 5, 4, 2, 1, 'wrong-child', '2026-06-30 12:31:04+05:30', '2026-06-30 12:31:05+05:30');
