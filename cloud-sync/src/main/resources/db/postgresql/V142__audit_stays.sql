-- What is written stays, and so does its seal.

create function audit_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        if old.place is null and old.hash is null and new.place is not null and new.hash is not null
                and to_jsonb(new) - 'place' - 'hash' = to_jsonb(old) - 'place' - 'hash' then
            return new;
        end if;
    end if;
    raise exception 'audit_entries refuses %: what is written stays', lower(tg_op)
        using errcode = 'integrity_constraint_violation';
end
$$;
create trigger audit_entries_stay before update or delete on audit_entries
    for each row execute function audit_stays();
create trigger audit_entries_stay_all before truncate on audit_entries
    for each statement execute function audit_stays();
