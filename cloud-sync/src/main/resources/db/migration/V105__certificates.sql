-- Every certificate given to a station, and which of them are let in. Owner: com.hasivu.cloud.rfid

-- stations.certificate_serial is the one in use; next_serial the renewed one until it is first used.
alter table stations add column next_serial varchar(64);

-- serial in hex; public_key: base64 of the SPKI; ended: since when it is refused although it has not expired.
create table station_certificates (
    serial varchar(64) not null primary key,
    school varchar(40) not null,
    station varchar(40) not null,
    public_key varchar(200) not null,
    certificate varchar(8000) not null,
    issued timestamp with time zone not null,
    expires timestamp with time zone not null,
    ended timestamp with time zone,
    foreign key (school, station) references stations (school, id)
);
create index station_certificates_station on station_certificates (school, station);

-- those given before this table, for 90 days each
insert into station_certificates (serial, school, station, public_key, certificate, issued, expires, ended)
    select s.certificate_serial, s.school, s.id, c.public_key, c.certificate, c.used, c.used + interval '90' day, s.revoked
    from stations s join station_claims c on c.school = s.school and c.station = s.id and c.public_key <> ''
    where s.certificate_serial is not null;
