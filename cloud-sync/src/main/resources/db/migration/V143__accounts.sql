-- Registration, forgotten passwords, second factors. Owner: com.hasivu.cloud.auth

-- code: what parents register with.
create table school_access (
    school varchar(40) not null primary key references schools (id),
    code varchar(20) not null,
    second_factor boolean not null,
    changed timestamp with time zone not null,
    constraint school_access_code unique (code)
);

-- A parent who has not shown yet that the address is theirs; becomes a user by the code of this very registration.
create table registrations (
    token_hash varchar(64) not null primary key,
    school varchar(40) not null references schools (id),
    email varchar(254) not null,
    name varchar(200) not null,
    password_hash varchar(300) not null,
    created timestamp with time zone not null,
    expires timestamp with time zone not null
);
create index registrations_email on registrations (email);
create index registrations_expires on registrations (expires);

create table password_resets (
    token_hash varchar(64) not null primary key,
    user_id bigint not null references users (id),
    created timestamp with time zone not null,
    expires timestamp with time zone not null
);
create index password_resets_user on password_resets (user_id);

-- secret: enciphered by a key that is not in this database. confirmed: empty while it is being set up.
-- last_step: the newest time step (RFC 6238) a code was taken of.
create table second_factors (
    user_id bigint not null primary key references users (id),
    secret varchar(200) not null,
    confirmed timestamp with time zone,
    last_step bigint not null
);
create table recovery_codes (
    user_id bigint not null references users (id),
    code_hash varchar(64) not null,
    used timestamp with time zone,
    primary key (user_id, code_hash)
);

-- The password was right, the second factor is awaited.
create table sign_in_challenges (
    token_hash varchar(64) not null primary key,
    user_id bigint not null references users (id),
    remember boolean not null,
    expires timestamp with time zone not null
);
create index sign_in_challenges_user on sign_in_challenges (user_id);

-- expires: of the newest refresh token.
alter table sessions add column remembered boolean default false not null;
alter table sessions add column last_used timestamp with time zone;
alter table sessions add column expires timestamp with time zone;
update sessions set
    last_used = coalesce((select max(t.issued) from refresh_tokens t where t.session_id = sessions.id), created),
    expires = coalesce((select max(t.expires) from refresh_tokens t where t.session_id = sessions.id), created);
alter table sessions alter column last_used set not null;
alter table sessions alter column expires set not null;
