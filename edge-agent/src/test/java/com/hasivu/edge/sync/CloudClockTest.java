package com.hasivu.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.wire.ClockState;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;

class CloudClockTest {
    private Instant wall = Instant.parse("2026-11-23T06:30:00Z");
    private long nanos = 1_000_000_000_000L;
    private final CloudClock clock = new CloudClock(() -> wall, () -> nanos);

    @Test
    void state_isUnknownBeforeTheFirstComparison() {
        assertThat(clock.state()).isEqualTo(ClockState.CLOCK_UNKNOWN);
        assertThat(clock.skewMillis()).isEmpty();
    }

    @Test
    void state_goesFromSyncedToHoldoverAndBack() {
        compareWithSkew(Duration.ofSeconds(29));
        assertThat(clock.state()).isEqualTo(ClockState.CLOCK_SYNCED);
        pass(CloudClock.FRESH);
        assertThat(clock.state()).isEqualTo(ClockState.CLOCK_SYNCED);
        pass(Duration.ofMillis(1));
        assertThat(clock.state()).isEqualTo(ClockState.CLOCK_HOLDOVER);
        compareWithSkew(Duration.ZERO);
        assertThat(clock.state()).isEqualTo(ClockState.CLOCK_SYNCED);
    }

    @Test
    void state_isUnknownWhileTheClockIsWrong() {
        compareWithSkew(Duration.ofSeconds(-31));
        assertThat(clock.state()).isEqualTo(ClockState.CLOCK_UNKNOWN);
        assertThat(clock.skewMillis()).contains(-31_000L);
    }

    @Test
    void state_isUnknownAtOnceWhenTheClockIsSetBackADay() {
        compareWithSkew(Duration.ZERO);
        wall = wall.minus(Duration.ofDays(1));
        assertThat(clock.state()).isEqualTo(ClockState.CLOCK_UNKNOWN);
    }

    @Test
    void compare_takesHalfOfTheRoundTripAndIgnoresALongOne() {
        long asked = nanos;
        pass(Duration.ofSeconds(4));
        clock.compare(asked, wall.toEpochMilli() - 2_000);
        assertThat(clock.skewMillis()).contains(0L);

        pass(Duration.ofSeconds(31));
        clock.compare(asked, 0);
        assertThat(clock.skewMillis()).contains(0L);
    }

    @Test
    void cloudNow_goesOnWithTheMonotonicClockWhateverTheWallClockIsSetTo() {
        assertThat(clock.cloudNow().map(Instant::toEpochMilli)).isEmpty();
        compareWithSkew(Duration.ofHours(3));
        long then = wall.plus(Duration.ofHours(3)).toEpochMilli();
        assertThat(clock.cloudNow().map(Instant::toEpochMilli)).contains(then);
        wall = wall.minus(Duration.ofDays(400));
        assertThat(clock.cloudNow().map(Instant::toEpochMilli)).contains(then);
        pass(Duration.ofSeconds(5));
        assertThat(clock.cloudNow().map(Instant::toEpochMilli)).contains(then + 5_000);
    }

    private void compareWithSkew(Duration skew) {
        clock.compare(nanos, wall.plus(skew).toEpochMilli());
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
        wall = wall.plus(time);
    }
}
