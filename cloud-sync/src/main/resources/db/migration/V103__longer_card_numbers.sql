-- An EPC has up to 16 bytes. Owner: com.hasivu.cloud.cards

alter table cards alter column uid set data type varchar(32);
