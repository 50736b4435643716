-- How a version came from the one before it. Owner: com.hasivu.cloud.snapshots

-- A sealed Delta; absent when there is none, or it would be too large for one message. So another
-- node follows and goes on from there, instead of sending every station the whole.
alter table snapshot_versions add column step bytea;
