-- How a station got its certificate. Owner: com.hasivu.cloud.enrolment

-- code_hash: SHA-256 of the claim code. public_key: who used it, empty while nobody has.
create table station_claims (
    code_hash varchar(64) not null primary key,
    school varchar(40) not null,
    station varchar(40) not null,
    expires timestamp with time zone not null,
    public_key varchar(200) not null,
    certificate varchar(8000) not null,
    created timestamp with time zone not null,
    used timestamp with time zone,
    foreign key (school, station) references stations (school, id)
);
