-- Asha filled her wallet with 200 rupees, and Anita's meal of the first of July was paid from it.
insert into wallet_limits (school, guardian, daily_paise) values ('green-park', 3, 50000);
insert into wallet_budgets (guardian, student, month_paise) values (3, 1, 200000);
insert into sandbox_orders (id, amount_paise, payment, created, paid) values ('order_a1', 20000, 'pay_a1', '2026-06-30 19:00:00+05:30', '2026-06-30 19:01:00+05:30');
insert into top_ups (school, guardian, amount_paise, gateway_order, gateway_payment, created, credited) values
    ('green-park', 3, 20000, 'order_a1', 'pay_a1', '2026-06-30 19:00:00+05:30', '2026-06-30 19:01:00+05:30'),
    ('green-park', 4, 10000, 'order_a2', null, '2026-06-30 19:05:00+05:30', null);
insert into ledger_accounts (school, kind, owner, balance_paise, created) values
    ('green-park', 'wallet', 3, 15500, '2026-06-30 19:01:00+05:30'), ('green-park', 'gateway', 0, null, '2026-06-30 19:01:00+05:30'),
    ('green-park', 'held', 0, null, '2026-06-30 19:10:00+05:30');
insert into orders (school, student, placed_by, school_day, window_id, state, total_paise, created, changed, pickup_code) values
    ('green-park', 1, 3, '2026-07-03', 'lunch', 'confirmed', 4500, '2026-06-30 19:10:00+05:30', '2026-06-30 19:10:01+05:30', '900217');
insert into order_lines (order_id, line_number, dish, dish_name, allergens, price_paise, quantity) values (6, 1, 1, 'Idli-Sambar (2)', '', 4500, 1);
insert into payments (order_id, school, method, amount_paise, reference, taken_by, taken) values (6, 'green-park', 'wallet', 4500, 'wallet', 3, '2026-06-30 19:10:01+05:30');
insert into ledger_transfers (school, kind, reference, actor, order_id, student, spent_on, made) values
    ('green-park', 'top-up', 'pay_a1', 'user 3', null, null, null, '2026-06-30 19:01:00+05:30'),
    ('green-park', 'hold', '6', 'user 3', 6, 1, '2026-06-30', '2026-06-30 19:10:00+05:30'),
    ('green-park', 'capture', '6', 'user 3', 6, 1, '2026-06-30', '2026-06-30 19:10:01+05:30');
insert into ledger_postings (account, transfer, amount_paise, balance_after_paise)
    select a.id, t.id, p.paise, p.after from (
        select 'gateway' as kind, 'top-up' as what, -20000 as paise, cast(null as bigint) as after union all select 'wallet', 'top-up', 20000, 20000
        union all select 'wallet', 'hold', -4500, 15500 union all select 'held', 'hold', 4500, null
        union all select 'held', 'capture', -4500, null union all select 'meals', 'capture', 4500, null) p
    join ledger_accounts a on a.kind = p.kind join ledger_transfers t on t.kind = p.what;
insert into sagas (definition, subject, state, step, attempt, due, deadline, failure, created, changed) values
    ('order-pay', '6', 'completed', 2, 0, '2026-06-30 19:10:00+05:30', '2026-07-02 20:00:00+05:30', null, '2026-06-30 19:10:00+05:30', '2026-06-30 19:10:01+05:30');
