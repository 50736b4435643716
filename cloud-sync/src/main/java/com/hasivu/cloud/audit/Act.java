package com.hasivu.cloud.audit;

import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Request;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.SchoolId;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** What one request does, as far as it is known by now. Of the request's own thread. */
final class Act {
    private final Request request;
    private Optional<UserId> actor;
    private Optional<Role> role;
    private Optional<SchoolId> school;
    private @Nullable String note;
    private volatile boolean written; // set after a commit

    Act(Request request) {
        this.request = request;
        Optional<Caller> caller = request.signedIn();
        this.actor = caller.map(Caller::user);
        this.role = caller.map(Caller::role);
        this.school = request.inSchool().or(() -> caller.flatMap(Caller::school));
    }

    Request request() {
        return request;
    }

    void by(UserId user, Role as, Optional<SchoolId> of) {
        actor = Optional.of(user);
        role = Optional.of(as);
        school = of;
    }

    void at(Optional<SchoolId> place) {
        school = place;
    }

    void note(String text) {
        note = text;
    }

    Optional<UserId> actor() {
        return actor;
    }

    Optional<Role> role() {
        return role;
    }

    Optional<SchoolId> school() {
        return school;
    }

    @Nullable String note() {
        return note;
    }

    void markWritten() {
        written = true;
    }

    boolean written() {
        return written;
    }
}
