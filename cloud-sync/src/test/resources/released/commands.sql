insert into station_commands (id, school, station, command, state, detail, asked_by, asked, expires, sent, sendings, changed) values
    ('cmd-1', 'green-park', 'counter-1', 'a signed command', 'done', 'restarted', 2, '2026-06-30 10:00:00+05:30', '2026-06-30 11:00:00+05:30', '2026-06-30 10:00:01+05:30', 1, '2026-06-30 10:00:05+05:30');
