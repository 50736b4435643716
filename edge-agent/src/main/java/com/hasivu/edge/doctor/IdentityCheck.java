package com.hasivu.edge.doctor;

import com.hasivu.edge.identity.Identity;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Whether the station is enrolled, and for how long its certificate counts. */
record IdentityCheck(Callable<Optional<Identity>> identity, Instant now) implements Check {
    private static final Duration SOON = Duration.ofDays(14);

    @Override
    public String name() {
        return "identity";
    }

    @Override
    public Finding look() throws Exception {
        Optional<Identity> found = identity.call();
        if (found.isEmpty()) {
            return new Finding.Fail(
                    "not enrolled",
                    "ask the school's office for a claim code or key file, then 'hasivu-edge enroll --key-file FILE'");
        }
        Instant until = found.get().certificate().getNotAfter().toInstant();
        String seen = "%s, certificate until %s".formatted(found.get().subject(), until);
        if (found.get().expired(now)) {
            return new Finding.Fail(
                    seen + ", which is over",
                    "let the office re-open this station, stop it, and enrol with the new code; the journal stays");
        }
        return now.plus(SOON).isAfter(until)
                ? new Finding.Warn(
                        seen + ", less than 14 days",
                        "it is renewed by itself while online: look at 'uplink'")
                : new Finding.Ok(seen);
    }
}
