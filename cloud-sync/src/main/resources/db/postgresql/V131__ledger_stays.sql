-- What is posted stays: a mistake is undone by another transfer.

create function ledger_stays() returns trigger language plpgsql as $$
begin
    raise exception '% refuses %: what is posted stays; post a transfer that undoes it', tg_table_name, lower(tg_op)
        using errcode = 'integrity_constraint_violation';
end
$$;
create trigger ledger_transfers_stay before update or delete or truncate on ledger_transfers
    for each statement execute function ledger_stays();
create trigger ledger_postings_stay before update or delete or truncate on ledger_postings
    for each statement execute function ledger_stays();
