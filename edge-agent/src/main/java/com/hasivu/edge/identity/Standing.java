package com.hasivu.edge.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * How the station stands with its cloud, for people. Immutable.
 *
 * @param identity what the last connection was tried with
 * @param slot {@code a} or {@code b}
 * @param renewalDue when the cloud's clock is past this, the station renews
 * @param renewing a newer certificate is asked for or tried
 * @param refusal why the broker will not have it; empty unless that was its last word
 * @param refusedSince the first of these refusals in a row
 * @param renewalProblem why the cloud gave no certificate; empty unless that was its last word
 * @param now the best known time: the cloud's, else this clock's
 */
public record Standing(
        Identity identity,
        String slot,
        Instant renewalDue,
        boolean renewing,
        String refusal,
        Optional<Instant> refusedSince,
        String renewalProblem,
        Instant now) {
    /** Whether the broker refuses the certificate for its age. */
    public boolean expired() {
        return identity.expired(now);
    }

    /** Whether it expires so soon that a person should know. */
    public boolean endsSoon() {
        return RenewalRule.endsSoon(identity, now);
    }
}
