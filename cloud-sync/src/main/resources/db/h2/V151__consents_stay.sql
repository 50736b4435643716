-- What was said stays: another entry takes it back. H2's triggers are classes.

create trigger consents_stay before update, delete on consents
    for each row call 'com.hasivu.cloud.consent.SaidStays';
