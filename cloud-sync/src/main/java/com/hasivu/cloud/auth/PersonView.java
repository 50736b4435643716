package com.hasivu.cloud.auth;

/** A person as an answer tells it. */
record PersonView(long id, String email, String name, String role) {
    static PersonView of(User user) {
        return new PersonView(user.id().value(), user.email(), user.name(), user.role().label());
    }
}
