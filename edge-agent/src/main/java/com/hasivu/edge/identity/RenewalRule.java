package com.hasivu.edge.identity;

import com.hasivu.protocol.Sha256;

import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** When a certificate is renewed: docs/wire-protocol.md, "Renewal". Pure. */
final class RenewalRule {
    /** Below this many days left, a person is told: the renewal has not worked for weeks. */
    static final Duration WARN = Duration.ofDays(14);

    private static final Duration LEAST_GAP = Duration.ofSeconds(1);
    private static final Duration MOST_GAP = Duration.ofHours(1);
    private static final int MOST_DOUBLED = 24;

    private RenewalRule() {}

    /**
     * At two thirds of the life, and up to a twelfth later: each station has its own place in that
     * twelfth, so that a school's stations, enrolled in one hour, do not renew in one hour.
     */
    static Instant due(Identity identity) {
        X509Certificate certificate = identity.certificate();
        Duration life = life(certificate);
        return certificate
                .getNotBefore()
                .toInstant()
                .plus(life.multipliedBy(2).dividedBy(3))
                .plus(life.dividedBy(12).multipliedBy(place(identity)).dividedBy(1 << 16));
    }

    /** Least time between two requests: after {@code tries} without a certificate in a row. */
    static Duration gap(Identity identity, int tries) {
        Duration base = clamp(life(identity.certificate()).dividedBy(100));
        return base.multipliedBy(Math.min(MOST_DOUBLED, 1L << Math.min(tries, 10)));
    }

    /** Whether a person should be told that the end is near. */
    static boolean endsSoon(Identity identity, Instant now) {
        Duration life = life(identity.certificate());
        Duration warn = life.dividedBy(6).compareTo(WARN) < 0 ? life.dividedBy(6) : WARN;
        return !now.isBefore(identity.certificate().getNotAfter().toInstant().minus(warn));
    }

    private static Duration clamp(Duration gap) {
        if (gap.compareTo(LEAST_GAP) < 0) {
            return LEAST_GAP;
        }
        return gap.compareTo(MOST_GAP) > 0 ? MOST_GAP : gap;
    }

    private static Duration life(X509Certificate certificate) {
        return Duration.between(
                certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant());
    }

    /** 0 to 65535, from the station's name. */
    private static int place(Identity identity) {
        String name = identity.school() + "/" + identity.station();
        return ByteBuffer.wrap(Sha256.of(name)).getShort() & 0xFFFF;
    }
}
