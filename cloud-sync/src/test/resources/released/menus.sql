insert into menu_policies (school, direct, changed_by, changed) values ('green-park', true, 2, '2026-06-30 21:00:00+05:30');
insert into menu_plans (school, name, state, version, first_day, last_day, created, changed) values
    ('green-park', 'July', 'published', 5, '2026-07-01', '2026-07-31', '2026-06-30 21:01:00+05:30', '2026-06-30 21:02:00+05:30');
insert into menu_plan_items (plan, school_day, window_id, dish, portions, per_order_limit) values (1, '2026-07-08', 'lunch', 1, 40, 2);
insert into menu_plan_slots (school, school_day, window_id, plan) values ('green-park', '2026-07-08', 'lunch', 1);
insert into menu_plan_history (plan, from_state, to_state, actor, role, reason, changed) values
    (1, null, 'draft', 2, 'school_admin', null, '2026-06-30 21:01:00+05:30'), (1, 'approved', 'published', 2, 'school_admin', null, '2026-06-30 21:02:00+05:30');
insert into menu_templates (school, name, version, created, changed) values ('green-park', 'A week', 1, '2026-06-30 21:03:00+05:30', '2026-06-30 21:03:00+05:30');
insert into menu_template_items (template, weekday, window_id, dish, portions, per_order_limit) values (1, 1, 'lunch', 1, 40, 2);
insert into dishes (school, name, price_paise, allergens, diet, created, description, also_for, category, words, energy_kcal, protein_mg, fat_mg, carbohydrate_mg) values
    ('green-park', 'Curd Rice', 3500, 'milk', 'veg', '2026-06-30 21:05:00+05:30', 'With pomegranate', '', 'main', ' curd rice', 320, 9000, 8000, 52000);
