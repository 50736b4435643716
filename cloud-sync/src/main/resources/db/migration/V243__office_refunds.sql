-- at_office: due at the school office, as it came in cash or its payer is erased; else it goes back
-- into the wallet. Owner: com.hasivu.cloud.payments
alter table refunds_due add column at_office boolean;
update refunds_due set at_office = (select p.method = 'cash' from payments p where p.id = refunds_due.payment);
alter table refunds_due alter column at_office set not null;
