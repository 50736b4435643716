package com.hasivu.cloud.pupils;

import com.hasivu.cloud.auth.People;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.personal.PersonalData;

import org.jooq.DSLContext;

import java.util.List;

/** A child's own sign-in. */
public final class PupilData implements PersonalData {
    private final Pupils pupils;
    private final People people;

    public PupilData(Pupils pupils, People people) {
        this.pupils = pupils;
        this.people = people;
    }

    private record SignIn(long id, String login) {}

    @Override
    public String part() {
        return "signIn";
    }

    @Override
    public List<?> of(DSLContext tx, Subject subject) {
        return people.some(tx, account(tx, subject)).stream()
                .map(user -> new SignIn(user.id().value(), user.email()))
                .toList();
    }

    @Override
    public void erase(DSLContext tx, Subject subject, String actor) {
        account(tx, subject).forEach(user -> people.erase(tx, user));
    }

    private List<UserId> account(DSLContext tx, Subject subject) {
        return subject instanceof Subject.Child child
                ? pupils.account(tx, child.id()).stream().toList()
                : List.of();
    }
}
