-- Rows that are updated soon after they were written leave room beside them, so that no index is touched
-- (PostgreSQL manual, "Heap-Only Tuples"): an order on its way to delivered, a chain's head.

alter table orders set (fillfactor = 70);
alter table tap_heads set (fillfactor = 50);
