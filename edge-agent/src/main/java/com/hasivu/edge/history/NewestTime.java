package com.hasivu.edge.history;

import com.hasivu.edge.journal.Pending;
import com.hasivu.protocol.wire.Reason;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The newest wall time that a decision trusted: of records on disk and of those on their way there;
 * a record that fails takes its time with it. Not thread-safe: {@link History}'s caller guards it.
 */
final class NewestTime {
    /** A time whose record is not on disk yet. */
    private record Claim(Instant at, Pending pending) {}

    private final List<Claim> claims = new ArrayList<>();
    private Instant confirmed = Instant.MIN;

    /** {@link Instant#MIN} when there is none. */
    Instant get() {
        Instant newest = confirmed;
        for (Claim claim : claims) {
            if (!claim.pending().failed() && claim.at().isAfter(newest)) {
                newest = claim.at();
            }
        }
        return newest;
    }

    /** Whether a decision with this refusal trusted the clock; unspecified: a serve. */
    static boolean trusted(Reason refusal) {
        return refusal != Reason.CLOCK_NOT_TRUSTED
                && refusal != Reason.SNAPSHOT_TOO_OLD
                && refusal != Reason.NO_SNAPSHOT;
    }

    void claim(Instant at, Pending pending) {
        claims.removeIf(claim -> claim.pending().failed());
        if (at.isAfter(confirmed)) {
            claims.add(new Claim(at, pending));
        }
    }

    void confirm(Instant at) {
        if (at.isAfter(confirmed)) {
            confirmed = at;
        }
        claims.removeIf(claim -> !claim.at().isAfter(confirmed));
    }
}
