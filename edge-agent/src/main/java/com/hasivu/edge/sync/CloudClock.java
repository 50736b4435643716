package com.hasivu.edge.sync;

import com.hasivu.protocol.wire.ClockState;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How the station's wall clock compares with the cloud's. {@link #state} is asked at every tap from
 * any thread and only reads; one thread compares.
 */
public final class CloudClock {
    /** A wall clock within this of the cloud's is right. */
    static final Duration TOLERANCE = Duration.ofSeconds(30);

    /** So long without a comparison makes a right clock one in holdover. */
    static final Duration FRESH = Duration.ofMinutes(10);

    /**
     * One comparison.
     *
     * @param atNanos monotonic
     * @param offsetMillis wall clock minus monotonic clock then: moves when the wall clock is set
     * @param skewMillis cloud minus station
     */
    private record Comparison(long atNanos, long offsetMillis, long skewMillis) {}

    private final InstantSource wall;
    private final LongSupplier nanoTime;
    private volatile Optional<Comparison> last = Optional.empty();

    /** A clock that was never compared. */
    public CloudClock(InstantSource wall, LongSupplier nanoTime) {
        this.wall = wall;
        this.nanoTime = nanoTime;
    }

    /** Unknown before the first comparison, when it was wrong, and when the clock was set since. */
    public ClockState state() {
        Optional<Comparison> compared = last;
        if (compared.isEmpty()) {
            return ClockState.CLOCK_UNKNOWN;
        }
        Comparison c = compared.get();
        long setBy = Math.abs(offsetMillis() - c.offsetMillis());
        if (Math.abs(c.skewMillis()) > TOLERANCE.toMillis() || setBy > TOLERANCE.toMillis()) {
            return ClockState.CLOCK_UNKNOWN;
        }
        return nanoTime.getAsLong() - c.atNanos() <= FRESH.toNanos()
                ? ClockState.CLOCK_SYNCED
                : ClockState.CLOCK_HOLDOVER;
    }

    /** Cloud minus station, milliseconds, at the last comparison. */
    public Optional<Long> skewMillis() {
        return last.map(Comparison::skewMillis);
    }

    /**
     * The cloud's clock now; empty before the first comparison. It goes on with the monotonic
     * clock, so a wall clock that is set does not move it.
     */
    public Optional<Instant> cloudNow() {
        long monotonic = Duration.ofNanos(nanoTime.getAsLong()).toMillis();
        return last.map(c -> Instant.ofEpochMilli(monotonic + c.offsetMillis() + c.skewMillis()));
    }

    /**
     * Compares with a time the cloud told; ignored when the round trip was longer than the
     * tolerance, as it then proves nothing.
     *
     * @param askedNanos monotonic, when the question was sent
     */
    void compare(long askedNanos, long cloudMillis) {
        long now = nanoTime.getAsLong();
        long roundTrip = Duration.ofNanos(now - askedNanos).toMillis();
        if (roundTrip >= 0 && roundTrip <= TOLERANCE.toMillis()) {
            long skew = cloudMillis + roundTrip / 2 - wall.millis();
            last = Optional.of(new Comparison(now, offsetMillis(), skew));
        }
    }

    private long offsetMillis() {
        return wall.millis() - Duration.ofNanos(nanoTime.getAsLong()).toMillis();
    }
}
