-- Green Park school in its first weeks. Ids are given by the database, in order, as they would be: 1 is the first row.
-- The password of everybody is the one of CloudFixture.

insert into database_identity (id, created) values ('5f0c7a3e-1b1f-4c55-9d1e-0a6d3a1c9b10', '2026-06-15 09:00:00+05:30');

insert into users (school, email, name, role, password_hash, failures, active, created) values
    (null, 'root@hasivu.test', 'Root', 'platform_admin', '$argon2id$v=19$m=19456,t=2,p=1$kwiVZ18+l+PQmDojoHgQ/g$uXtcNWMUnBxZnvu8/qSg/od10BTfiehdmVeyHx+IxwU', 0, true, '2026-06-15 09:00:00+05:30'),
    ('green-park', 'admin@green-park.test', 'Meera Iyer', 'school_admin', '$argon2id$v=19$m=19456,t=2,p=1$kwiVZ18+l+PQmDojoHgQ/g$uXtcNWMUnBxZnvu8/qSg/od10BTfiehdmVeyHx+IxwU', 0, true, '2026-06-15 09:05:00+05:30'),
    ('green-park', 'asha@green-park.test', 'Asha Rao', 'parent', '$argon2id$v=19$m=19456,t=2,p=1$kwiVZ18+l+PQmDojoHgQ/g$uXtcNWMUnBxZnvu8/qSg/od10BTfiehdmVeyHx+IxwU', 0, true, '2026-06-15 09:10:00+05:30'),
    ('green-park', 'ravi@green-park.test', 'Ravi Nair', 'parent', '$argon2id$v=19$m=19456,t=2,p=1$kwiVZ18+l+PQmDojoHgQ/g$uXtcNWMUnBxZnvu8/qSg/od10BTfiehdmVeyHx+IxwU', 2, true, '2026-06-15 09:11:00+05:30'),
    ('green-park', 'cook@green-park.test', 'Latha K', 'kitchen_staff', '$argon2id$v=19$m=19456,t=2,p=1$kwiVZ18+l+PQmDojoHgQ/g$uXtcNWMUnBxZnvu8/qSg/od10BTfiehdmVeyHx+IxwU', 0, true, '2026-06-15 09:12:00+05:30');
insert into sessions (id, user_id, created, revoked, revoked_why) values
    ('0b8f1c1e-5d51-4a7e-8a56-1d2f8c6f7a01', 2, '2026-06-16 08:00:00+05:30', null, null),
    ('0b8f1c1e-5d51-4a7e-8a56-1d2f8c6f7a02', 3, '2026-06-16 08:00:00+05:30', '2026-06-17 08:00:00+05:30', 'signed-out');
insert into refresh_tokens (token_hash, session_id, issued, expires, used) values
    ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', '0b8f1c1e-5d51-4a7e-8a56-1d2f8c6f7a01', '2026-06-16 08:00:00+05:30', '2026-07-16 08:00:00+05:30', '2026-06-16 09:00:00+05:30'),
    ('bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', '0b8f1c1e-5d51-4a7e-8a56-1d2f8c6f7a01', '2026-06-16 09:00:00+05:30', '2026-07-16 09:00:00+05:30', null);

insert into schools (id, name, zone, created) values ('green-park', 'Green Park', 'Asia/Kolkata', '2026-06-15 09:00:00+05:30');
insert into meal_windows (school, id, name, opens_minute, closes_minute, deadline_days_before, deadline_minute) values
    ('green-park', 'lunch', 'Lunch', 690, 840, 1, 1200);
-- the third has left, the fourth has the second's roll number
insert into students (school, name, class_name, roll_number, allergens, active, created) values
    ('green-park', 'Anita Rao', '5A', '1', '', true, '2026-06-15 09:20:00+05:30'),
    ('green-park', 'Vikram Nair', '5B', '2', 'milk,peanut', true, '2026-06-15 09:21:00+05:30'),
    ('green-park', 'Zoya Khan', '7C', '3', '', false, '2026-06-15 09:22:00+05:30'),
    ('green-park', 'Ira Sen', '5B', '2', '', true, '2026-06-15 09:23:00+05:30');
insert into guardians (user_id, student, may_order, may_collect) values (3, 1, true, true), (3, 2, true, false), (4, 2, false, true);

insert into cards (school, uid, card_type, form, state, student, active_student, last_day, created, changed) values
    ('green-park', '04A1B2C3D4E5F6', 'mifare', 'card', 'active', 1, 1, '2027-03-31', '2026-06-15 10:00:00+05:30', '2026-06-15 10:05:00+05:30'),
    ('green-park', '0A1B2C3D4E', 'em4100', 'fob', 'blocked', 2, null, null, '2026-06-15 10:01:00+05:30', '2026-06-20 10:00:00+05:30'),
    ('green-park', '11223344', 'mifare', 'card', 'registered', null, null, null, '2026-06-15 10:02:00+05:30', '2026-06-15 10:02:00+05:30');
insert into card_history (card, from_state, to_state, student, actor, reason, changed) values
    (1, null, 'registered', null, 2, null, '2026-06-15 10:00:00+05:30'),
    (1, 'registered', 'active', 1, 2, null, '2026-06-15 10:05:00+05:30'),
    (2, 'active', 'blocked', 2, 2, 'left in the bus', '2026-06-20 10:00:00+05:30');

insert into dishes (school, name, price_paise, allergens, diet, created) values
    ('green-park', 'Idli-Sambar (2)', 4500, '', 'veg', '2026-06-15 11:00:00+05:30'),
    ('green-park', 'Crème Caramel', 6000, 'egg,milk', 'egg', '2026-06-15 11:01:00+05:30');
insert into daily_menus (school, school_day, window_id) values ('green-park', '2026-06-29', 'lunch'), ('green-park', '2026-07-02', 'lunch');
insert into menu_items (menu, dish, portions, portions_left, per_order_limit) values (1, 1, 40, 39, 2), (2, 1, 40, 39, 2), (2, 2, 20, 19, 1);

-- served; cancelled, its money due at the office; not paid yet; paid for tomorrow
insert into orders (school, student, placed_by, school_day, window_id, state, total_paise, created, changed, delivered_at, delivered_station) values
    ('green-park', 1, 3, '2026-06-29', 'lunch', 'delivered', 4500, '2026-06-28 18:00:00+05:30', '2026-06-29 12:41:07+05:30', '2026-06-29 12:41:07+05:30', 'counter-1'),
    ('green-park', 2, 3, '2026-06-29', 'lunch', 'cancelled', 6000, '2026-06-28 18:01:00+05:30', '2026-06-28 19:00:00+05:30', null, null),
    ('green-park', 1, 3, '2026-07-02', 'lunch', 'pending_payment', 4500, '2026-06-30 18:00:00+05:30', '2026-06-30 18:00:00+05:30', null, null),
    ('green-park', 2, 3, '2026-07-02', 'lunch', 'confirmed', 6000, '2026-06-30 18:01:00+05:30', '2026-06-30 18:30:00+05:30', null, null);
insert into order_lines (order_id, line_number, dish, dish_name, allergens, price_paise, quantity) values
    (1, 1, 1, 'Idli-Sambar (2)', '', 4500, 1), (2, 1, 2, 'Crème Caramel', 'egg,milk', 6000, 1),
    (3, 1, 1, 'Idli-Sambar (2)', '', 4500, 1), (4, 1, 2, 'Crème Caramel', 'egg,milk', 6000, 1);
insert into order_history (order_id, from_state, to_state, actor, changed) values
    (1, null, 'pending_payment', 'user 3', '2026-06-28 18:00:00+05:30'), (1, 'pending_payment', 'confirmed', 'user 2', '2026-06-28 18:30:00+05:30'),
    (1, 'confirmed', 'delivered', 'counter-1', '2026-06-29 12:41:07+05:30'), (2, 'confirmed', 'cancelled', 'user 3', '2026-06-28 19:00:00+05:30');
insert into payments (order_id, school, method, amount_paise, reference, taken_by, taken) values
    (1, 'green-park', 'cash', 4500, 'receipt 1', 2, '2026-06-28 18:30:00+05:30'),
    (2, 'green-park', 'cash', 6000, 'receipt 2', 2, '2026-06-28 18:31:00+05:30'),
    (4, 'green-park', 'cash', 6000, 'receipt 3', 2, '2026-06-30 18:30:00+05:30');
insert into refunds_due (payment, order_id, school, amount_paise, recorded) values (2, 2, 'green-park', 6000, '2026-06-28 19:00:00+05:30');

insert into stations (school, id, name, state, certificate_serial, created, enrolled, revoked) values
    ('green-park', 'counter-1', 'Counter 1', 'enrolled', '1f2e3d4c', '2026-06-15 12:00:00+05:30', '2026-06-15 12:10:00+05:30', null),
    ('green-park', 'counter-2', 'Counter 2', 'claimable', null, '2026-06-15 12:01:00+05:30', null, null);
insert into station_claims (code_hash, school, station, expires, public_key, certificate, created, used) values
    ('cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc', 'green-park', 'counter-1', '2026-06-16 12:00:00+05:30', 'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE', '-----BEGIN CERTIFICATE-----', '2026-06-15 12:00:00+05:30', '2026-06-15 12:10:00+05:30');
insert into station_status (school, station, online, seen, snapshot_version, snapshot_digest, epoch, last_sequence, acked_sequence, agent_version, clock) values
    ('green-park', 'counter-1', true, '2026-06-29 14:00:00+05:30', 1, 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 7, 3, 3, '0.1.0', 'synced');
insert into tap_heads (school, station, epoch, last_sequence, last_hash, quarantined, changed) values
    ('green-park', 'counter-1', 7, 3, '3333333333333333333333333333333333333333333333333333333333333333', '', '2026-06-29 12:50:00+05:30');
insert into tap_inbox (school, station, epoch, sequence, record_type, payload, hash, set_aside, received) values
    ('green-park', 'counter-1', 7, 1, 1, 'first record', '1111111111111111111111111111111111111111111111111111111111111111', '', '2026-06-29 12:41:08+05:30'),
    ('green-park', 'counter-1', 7, 2, 1, 'second record', '2222222222222222222222222222222222222222222222222222222222222222', '', '2026-06-29 12:45:01+05:30'),
    ('green-park', 'counter-1', 7, 3, 9, 'third record', '3333333333333333333333333333333333333333333333333333333333333333', 'record type 9 is not known', '2026-06-29 12:50:00+05:30');
insert into deliveries (school, order_id, student, station, epoch, sequence, school_day, delivered, received) values
    ('green-park', 1, 1, 'counter-1', 7, 1, '2026-06-29', '2026-06-29 12:41:07+05:30', '2026-06-29 12:41:08+05:30');
insert into delivery_conflicts (school, station, epoch, sequence, order_id, student, kind, detail, recorded) values
    ('green-park', 'counter-1', 7, 2, 2, 2, 'not-paid', 'the order is cancelled', '2026-06-29 12:45:01+05:30');
insert into tap_quarantine (school, station, fingerprint, topic, reason, payload, received) values
    ('green-park', 'counter-1', 'eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee', 'hasivu/v1/green-park/counter-1/up/taps', 'record 2 differs', 'kept payload', '2026-06-29 13:00:00+05:30');
insert into snapshot_versions (school, version, school_day, digest, row_count, made) values
    ('green-park', 1, '2026-06-29', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd', 2, '2026-06-29 05:00:00+05:30');
insert into snapshot_heads (school, version, school_day, digest) values ('green-park', 1, '2026-06-29', 'dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd');

insert into outbox (school, kind, payload, created) values ('green-park', 'school-changed', 'order 4', '2026-06-30 18:30:00+05:30');
insert into idempotency_keys (caller, operation, request_key, request_hash, status, body, created) values
    (3, 'placeOrder', 'key-1', 'ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff', 201, '{"id":1}', '2026-06-28 18:00:00+05:30');
