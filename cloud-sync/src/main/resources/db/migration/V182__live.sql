-- What happened, in the order it is told to those who watch. Owner: com.hasivu.cloud.live

-- The last number given out; held while rows are added, so that numbers are committed in order.
create table live_heads (
    school varchar(40) not null primary key references schools (id),
    last_seq bigint not null
);

-- kind: order, tap, counts. state: of an order, so that the same one is not told twice. data: one line of JSON.
create table live_log (
    school varchar(40) not null references schools (id),
    seq bigint not null,
    kind varchar(20) not null,
    student bigint,
    order_id bigint,
    state varchar(20) not null,
    data varchar(2000) not null,
    told timestamp with time zone not null,
    primary key (school, seq)
);
create index live_log_order on live_log (school, order_id, seq);
create index live_log_told on live_log (told);
