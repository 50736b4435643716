-- Refunds paid out at the office, wallets that fill themselves.

-- paid_back: when it went into the wallet, or was paid out at the office; empty while it is due.
-- paid_by, paid_reference: of what the office paid out. Owner: com.hasivu.cloud.payments
alter table refunds_due add column paid_by bigint;
alter table refunds_due add column paid_reference varchar(200);
alter table refunds_due add constraint refunds_due_paid_by foreign key (paid_by) references users (id);
create index refunds_due_school on refunds_due (school, id);

-- automatic_on: the school's day on which it began by itself; empty when the guardian asked for it.
-- refusal: why it was not paid. Owner: com.hasivu.cloud.gateway
alter table top_ups add column automatic_on date;
alter table top_ups add column refusal varchar(300);
create index top_ups_automatic on top_ups (guardian, automatic_on);

-- token: what the gateway charges without its page; never a card's number.
create table auto_top_ups (
    school varchar(40) not null references schools (id),
    guardian bigint not null references users (id),
    below_paise bigint not null,
    fill_paise bigint not null,
    times_a_day integer not null,
    token varchar(40) not null,
    primary key (school, guardian)
);

-- What the built-in sandbox knows, as a gateway would in its own database.
create table sandbox_tokens (
    id varchar(40) not null primary key,
    created timestamp with time zone not null,
    revoked timestamp with time zone
);
