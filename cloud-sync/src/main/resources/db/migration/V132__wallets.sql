-- What guardians allow to be spent, and refunds in parts.

-- Owner: com.hasivu.cloud.wallet
create table wallet_limits (
    school varchar(40) not null references schools (id),
    guardian bigint not null references users (id),
    daily_paise bigint not null,
    primary key (school, guardian)
);
-- For one child in a calendar month of the school.
create table wallet_budgets (
    guardian bigint not null references users (id),
    student bigint not null references students (id),
    month_paise bigint not null,
    primary key (guardian, student)
);

-- A payment may be given back in parts, together never more than it was: Refunds holds its row.
-- paid_back: when it went into the wallet; empty while it is due at the office. Owner: com.hasivu.cloud.payments
alter table refunds_due drop constraint refunds_due_once;
create index refunds_due_payment on refunds_due (payment);
alter table refunds_due add column reason varchar(200);
alter table refunds_due add column paid_back timestamp with time zone;
