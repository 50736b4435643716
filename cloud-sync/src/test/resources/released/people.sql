-- Asha consents for Anita; Vikram's parents took theirs back; the others wait.
insert into consents (school, student, kind, notice, purposes, language, how, reference, guardian, recorded_by, recorded) values
    ('green-park', 1, 'given', 1, 'meals', 'en', 'online', null, 3, 3, '2026-06-30 20:10:00+05:30'),
    ('green-park', 2, 'given', 1, 'meals', 'en', 'paper', 'form-12', null, 2, '2026-06-30 20:11:00+05:30'),
    ('green-park', 2, 'withdrawn', 1, 'meals', 'en', 'online', null, 3, 3, '2026-06-30 20:12:00+05:30');
update students set consent = 1, active = true, diet = 'veg' where id = 1;
update schools set display_name = 'first-and-initial', language = 'hi', days_ahead = 14;
insert into erasures (school, subject, person, asked_by, asked, code_hash, expires, confirmed_by, confirmed) values
    ('green-park', 'child', 3, 2, '2026-06-30 20:20:00+05:30', '9999999999999999999999999999999999999999999999999999999999999999', '2026-06-30 21:20:00+05:30', null, null);
