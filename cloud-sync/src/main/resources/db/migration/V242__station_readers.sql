-- The readers of a station as its last online status told them.
create table station_readers (
    school varchar(40) not null,
    station varchar(40) not null,
    name varchar(40) not null,
    driver varchar(40) not null,
    online boolean not null,
    faults bigint not null,
    detail varchar(200) not null,
    since timestamp with time zone not null,
    primary key (school, station, name),
    foreign key (school, station) references stations (school, id)
);
