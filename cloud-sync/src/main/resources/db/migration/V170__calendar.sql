-- Which days are school days. Owner: com.hasivu.cloud.schools

-- weekdays: numbers of ISO 8601 (1 is Monday), in order, joined by comma. No row: Monday to Saturday.
create table school_weekdays (
    school varchar(40) not null primary key references schools (id),
    weekdays varchar(20) not null
);

-- A school that wrote none has no days outside of its terms.
create table school_terms (
    school varchar(40) not null references schools (id),
    first_day date not null,
    last_day date not null,
    name varchar(200) not null,
    primary key (school, first_day)
);

-- window_id: empty when it is said of the whole day. kind: holiday, school-day.
create table calendar_days (
    school varchar(40) not null references schools (id),
    school_day date not null,
    window_id varchar(40) not null,
    kind varchar(20) not null,
    name varchar(200) not null,
    actor varchar(60) not null,
    changed timestamp with time zone not null,
    primary key (school, school_day, window_id)
);
