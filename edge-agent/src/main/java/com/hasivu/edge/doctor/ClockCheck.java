package com.hasivu.edge.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;

/**
 * Whether the clock can be believed: kept by NTP, and near the cloud's.
 *
 * @param kept whether the kernel says that something keeps its clock
 */
record ClockCheck(Callable<Boolean> kept, Instant now, Callable<Daemon> daemon) implements Check {
    /** No station is older than its program. */
    private static final Instant EARLIEST = Instant.parse("2026-01-01T00:00:00Z");

    private static final Duration MOST = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "clock";
    }

    @Override
    public Finding look() throws Exception {
        if (now.isBefore(EARLIEST)) {
            return new Finding.Fail(
                    "shows %s, which is in the past".formatted(now),
                    "connect the station to a network with NTP, or set it: timedatectl set-time 'YYYY-MM-DD HH:MM:SS'");
        }
        boolean isKept = kept.call();
        if (daemon.call() instanceof Daemon.Up(var status) && status.has("clockSkewMillis")) {
            Duration skew = Duration.ofMillis(status.path("clockSkewMillis").asLong());
            if (skew.abs().compareTo(MOST) > 0) {
                return new Finding.Fail(
                        "differs from the cloud's by %d ms".formatted(skew.toMillis()),
                        "timedatectl set-ntp true, and let UDP port 123 out");
            }
        }
        return isKept
                ? new Finding.Ok("kept by NTP, shows %s".formatted(now))
                : new Finding.Warn(
                        "shows %s and is not kept by NTP".formatted(now),
                        "timedatectl set-ntp true, and let UDP port 123 out; a board without a battery clock needs it at each start");
    }
}
