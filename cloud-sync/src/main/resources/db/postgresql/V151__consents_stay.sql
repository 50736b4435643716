-- What was said stays: another entry takes it back.

create function consents_stay() returns trigger language plpgsql as $$
begin
    raise exception '% refuses %: what was said stays; add an entry that takes it back', tg_table_name, lower(tg_op)
        using errcode = 'integrity_constraint_violation';
end
$$;
create trigger consents_stay before update or delete or truncate on consents
    for each statement execute function consents_stay();

-- Names by their beginning.
create index students_name on students (school, lower(name) text_pattern_ops);
