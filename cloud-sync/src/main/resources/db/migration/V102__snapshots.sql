-- Which snapshot had which digest. Owner: com.hasivu.cloud.snapshots

-- The newest version of a school; locked while the next one is made.
create table snapshot_heads (
    school varchar(40) not null primary key references schools (id),
    version bigint not null,
    school_day date not null,
    digest varchar(64) not null
);

create table snapshot_versions (
    school varchar(40) not null references schools (id),
    version bigint not null,
    school_day date not null,
    digest varchar(64) not null,
    row_count integer not null,
    made timestamp with time zone not null,
    primary key (school, version)
);
