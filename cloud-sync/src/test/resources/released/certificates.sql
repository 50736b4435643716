update stations set next_serial = '2f2e3d4c' where id = 'counter-1';
insert into station_certificates (serial, school, station, public_key, certificate, issued, expires, ended) values
    ('2f2e3d4c', 'green-park', 'counter-1', 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE', '-----BEGIN CERTIFICATE-----', '2026-06-30 10:00:00+05:30', '2026-09-28 10:00:00+05:30', null);
