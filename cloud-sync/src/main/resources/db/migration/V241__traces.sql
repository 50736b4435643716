-- The ids of the request that wrote a row: its traceparent (W3C Trace Context) and its request id, with a space between.
-- What works on the row later goes on under them. Empty for what no request began.
alter table outbox add column trace varchar(130);
alter table sagas add column trace varchar(130);
alter table outgoing_mails add column trace varchar(130);
