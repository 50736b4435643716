-- The office paid out what it owed for order 2.
update refunds_due set paid_back = '2026-06-30 12:00:00+05:30', paid_by = 2, paid_reference = 'voucher 7' where id = 1;
insert into ledger_transfers (school, kind, reference, actor, order_id, made) values ('green-park', 'cash-refund', '1', 'user 2', 2, '2026-06-30 12:00:00+05:30');
insert into ledger_postings (account, transfer, amount_paise)
    select a.id, t.id, case a.kind when 'cash' then 6000 else -6000 end
    from ledger_transfers t join ledger_accounts a on a.kind in ('cash', 'refunds-due') where t.kind = 'cash-refund';
insert into sandbox_tokens (id, created, revoked) values ('token_a1', '2026-06-30 19:20:00+05:30', null);
insert into auto_top_ups (school, guardian, below_paise, fill_paise, times_a_day, token) values ('green-park', 3, 5000, 20000, 1, 'token_a1');
insert into top_ups (school, guardian, amount_paise, gateway_order, gateway_payment, created, credited, automatic_on, refusal) values
    ('green-park', 3, 20000, 'order_a3', null, '2026-06-30 20:00:00+05:30', null, '2026-06-30', 'declined');
