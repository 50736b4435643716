insert into outgoing_mails (recipient, subject, body, secret, state, attempt, due, expires, failure, created, changed) values
    ('asha@green-park.test', 'Your code', '', true, 'sent', 1, '2026-06-30 22:00:00+05:30', '2026-06-30 23:00:00+05:30', null, '2026-06-30 22:00:00+05:30', '2026-06-30 22:00:05+05:30');
insert into audit_entries (made, actor, role, school, operation, subject, fields, request_id, note) values
    ('2026-06-30 22:00:00+05:30', 2, 'school_admin', 'green-park', 'createStudent', '/v1/schools/green-park/students/4', 'name,className', 'request-1', null);
insert into school_access (school, code, second_factor, changed) values ('green-park', 'GREEN-4711', false, '2026-06-30 22:01:00+05:30');
insert into registrations (token_hash, school, email, name, password_hash, created, expires) values
    ('6666666666666666666666666666666666666666666666666666666666666666', 'green-park', 'new@green-park.test', 'Neha Das', '$argon2id$v=19$m=19456,t=2,p=1$kwiVZ18+l+PQmDojoHgQ/g$uXtcNWMUnBxZnvu8/qSg/od10BTfiehdmVeyHx+IxwU', '2026-06-30 22:02:00+05:30', '2026-07-01 22:02:00+05:30');
insert into password_resets (token_hash, user_id, created, expires) values ('7777777777777777777777777777777777777777777777777777777777777777', 4, '2026-06-30 22:03:00+05:30', '2026-06-30 23:03:00+05:30');
insert into second_factors (user_id, secret, confirmed, last_step) values (5, 'enciphered-by-a-key-that-is-not-here', '2026-06-30 22:04:00+05:30', 58000000);
insert into recovery_codes (user_id, code_hash, used) values (5, '8888888888888888888888888888888888888888888888888888888888888888', null);
insert into sign_in_challenges (token_hash, user_id, remember, expires) values ('5555555555555555555555555555555555555555555555555555555555555555', 5, false, '2026-06-30 22:10:00+05:30');
update sessions set remembered = true where user_id = 2;
