-- Sign-ins of children. Owner: com.hasivu.cloud.pupils

-- Whose account it is. It stays when the sign-in ends: whether it counts says users.active.
create table student_sign_ins (
    student bigint not null primary key references students (id),
    school varchar(40) not null references schools (id),
    user_id bigint not null references users (id),
    constraint student_sign_ins_user unique (user_id)
);
