-- Where a station stands, in the school's words. Owner: com.hasivu.cloud.rfid
alter table stations add column place varchar(200) default '' not null;
