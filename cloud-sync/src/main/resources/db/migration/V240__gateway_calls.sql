-- Calls to the gateway carry a key: the same key gets the same order, however often it is asked for.
alter table sandbox_orders add column request_key varchar(160);
alter table sandbox_orders add constraint sandbox_orders_key unique (request_key);
-- A wallet that fills itself is noted in the spending's transaction; the gateway is asked after it.
alter table top_ups alter column gateway_order drop not null;
