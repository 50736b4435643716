insert into cards (school, uid, card_type, form, state, student, active_student, last_day, created, changed) values
    ('green-park', 'E28011700000020A1B2C3D4E5F607182', 'epc', 'wristband', 'registered', null, null, null, '2026-06-30 10:00:00+05:30', '2026-06-30 10:00:00+05:30');
