-- What is written stays, and so does its seal. H2's triggers are classes.

create trigger audit_entries_stay before update, delete on audit_entries
    for each row call 'com.hasivu.cloud.audit.WrittenStays';
