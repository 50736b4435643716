-- What is posted stays: a mistake is undone by another transfer. H2's triggers are classes.

create trigger ledger_transfers_stay before update, delete on ledger_transfers
    for each row call 'com.hasivu.cloud.ledger.PostedStays';
create trigger ledger_postings_stay before update, delete on ledger_postings
    for each row call 'com.hasivu.cloud.ledger.PostedStays';
