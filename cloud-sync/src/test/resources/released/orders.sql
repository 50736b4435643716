insert into school_weekdays (school, weekdays) values ('green-park', '1,2,3,4,5');
insert into school_terms (school, first_day, last_day, name) values ('green-park', '2026-06-15', '2026-10-16', 'First term');
insert into calendar_days (school, school_day, window_id, kind, name, actor, changed) values
    ('green-park', '2026-07-06', '', 'holiday', 'Founders'' day', 'user 2', '2026-06-30 20:30:00+05:30');
insert into day_cancellations (school, school_day, window_id, reason, actor, state, cancelled, created, changed) values
    ('green-park', '2026-07-06', '', 'Founders'' day', 'user 2', 'done', 0, '2026-06-30 20:30:00+05:30', '2026-06-30 20:30:01+05:30');
insert into favourites (guardian, name, order_id, created) values (3, 'Idli on Mondays', 1, '2026-06-30 20:40:00+05:30');
insert into recurring_orders (school, guardian, student, window_id, weekdays, first_day, last_day, paused, from_wallet, next_day, plan_at, ended, created) values
    ('green-park', 3, 1, 'lunch', '1,3', '2026-07-01', null, true, true, '2026-07-08', '2026-07-07 20:00:00+05:30', false, '2026-06-30 20:45:00+05:30');
insert into recurring_lines (recurring, line_number, dish, quantity) values (1, 1, 1, 1);
insert into recurring_days (recurring, school_day, window_id, state, order_id, placed_student, code, reason, due, changed) values
    (1, '2026-07-03', 'lunch', 'placed', 6, 1, null, null, null, '2026-06-30 20:45:01+05:30'),
    (1, '2026-07-01', 'lunch', 'missed', null, null, 'deadline-passed', 'too late', null, '2026-06-30 20:45:01+05:30');
-- edited before it was paid: the old one is cancelled, another stands in its place
update orders set state = 'cancelled', due = null where id = 3;
insert into orders (school, student, placed_by, school_day, window_id, state, total_paise, created, changed, pickup_code, due, replaces) values
    ('green-park', 1, 3, '2026-07-02', 'lunch', 'pending_payment', 9000, '2026-06-30 20:50:00+05:30', '2026-06-30 20:50:00+05:30', '551200', '2026-07-01 20:00:00+05:30', 3);
insert into order_lines (order_id, line_number, dish, dish_name, allergens, price_paise, quantity) values (7, 1, 1, 'Idli-Sambar (2)', '', 4500, 2);
