-- What the intake asks for every tap. Owner: com.hasivu.cloud.rfid

-- highest: of the chain's records in the inbox; above last_sequence when some came early.
alter table tap_heads add column highest bigint default 0 not null;

update tap_heads set highest = coalesce(
    (select max(tap_inbox.sequence) from tap_inbox
     where tap_inbox.school = tap_heads.school and tap_inbox.station = tap_heads.station and tap_inbox.epoch = tap_heads.epoch), 0);
