-- Whether the office may write menus itself. No row: it may. Owner: com.hasivu.cloud.menus
create table menu_policies (
    school varchar(40) not null primary key references schools (id),
    direct boolean not null,
    changed_by bigint not null references users (id),
    changed timestamp with time zone not null
);
