insert into snapshot_versions (school, version, school_day, digest, row_count, made, step) values
    ('green-park', 2, '2026-06-30', 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee', 2, '2026-06-30 05:00:00+05:30', 'a sealed delta');
update snapshot_heads set version = 2, school_day = '2026-06-30', digest = 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee';
