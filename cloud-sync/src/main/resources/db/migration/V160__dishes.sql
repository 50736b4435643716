-- More of a dish: what is in a portion, for whom it is, whether it is still cooked. Owner: com.hasivu.cloud.menus

-- also_for: diets joined by comma, in order. words: the name as it is searched, see Words; each word with a blank before it.
alter table dishes add column description varchar(2000) default '' not null;
alter table dishes add column also_for varchar(100) default '' not null;
alter table dishes add column category varchar(40) default 'main' not null;
alter table dishes add column active boolean default true not null;
alter table dishes add column version bigint default 1 not null;
alter table dishes add column words varchar(2000) default '' not null;
-- Per portion. All empty when nothing is known; sugar, salt and fibre may be empty alone.
alter table dishes add column energy_kcal integer;
alter table dishes add column protein_mg integer;
alter table dishes add column fat_mg integer;
alter table dishes add column carbohydrate_mg integer;
alter table dishes add column sugar_mg integer;
alter table dishes add column salt_mg integer;
alter table dishes add column fibre_mg integer;

update dishes set words = ' ' || translate(lower(name),
    'àáâãäåāçćčèéêëēìíîïīñńņòóôõöōùúûüūýÿśşšžźżṅṇṭḍṣḥṃṛḷ-,.()/&''"+:;',
    'aaaaaaaccceeeeeiiiiinnnoooooouuuuuyyssszzznntdshmrl            ');
