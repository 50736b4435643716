package com.hasivu.edge.station;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.identity.Standing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What {@code status} says of the station's identity. Pure. */
final class IdentityReport {
    private static final String ENROL_AGAIN =
            "the counter goes on serving. Let the office re-open this station, then run"
                    + " 'hasivu-edge enroll' with the new claim code; the journal stays";

    private IdentityReport() {}

    static ObjectNode of(Standing s) {
        Instant until = until(s);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("subject", s.identity().subject());
        node.put("serial", s.identity().serial());
        node.put("validUntil", until.toString());
        node.put("daysLeft", Math.max(0, Duration.between(s.now(), until).toDays()));
        node.put("slot", s.slot());
        node.put("renewalDue", s.renewalDue().toString());
        node.put("renewing", s.renewing());
        node.put("state", state(s));
        if (!s.refusal().isEmpty()) {
            node.put("refused", s.refusal());
            s.refusedSince().ifPresent(since -> node.put("refusedSince", since.toString()));
        }
        if (!s.renewalProblem().isEmpty()) {
            node.put("renewalProblem", s.renewalProblem());
        }
        return node;
    }

    private static String state(Standing s) {
        if (!s.refusal().isEmpty()) {
            return "refused";
        }
        return s.expired() ? "expired" : s.endsSoon() ? "expiring" : "valid";
    }

    /** What a person should look at. */
    static List<String> problems(Standing s) {
        List<String> problems = new ArrayList<>();
        if (s.expired()) {
            problems.add(
                    "certificate expired on %s, the cloud will not have it: %s"
                            .formatted(until(s), ENROL_AGAIN));
        } else if (!s.refusal().isEmpty()) {
            problems.add(
                    "refused by the cloud since %s (%s): %s"
                            .formatted(s.refusedSince().orElse(s.now()), s.refusal(), ENROL_AGAIN));
        } else if (s.endsSoon()) {
            problems.add(
                    "certificate expires on %s, in %d day(s), and is not renewed yet%s; is the station online?"
                            .formatted(
                                    until(s),
                                    Duration.between(s.now(), until(s)).toDays(),
                                    s.renewalProblem().isEmpty() ? "" : ": " + s.renewalProblem()));
        }
        return problems;
    }

    private static Instant until(Standing s) {
        return s.identity().certificate().getNotAfter().toInstant();
    }
}
