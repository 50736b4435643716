package com.hasivu.cloud.rfid;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.settings.CloudConfig;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class DrainPaceTest {
    private final TestClock clock = TestClock.at("2026-11-23T06:30:00Z");
    private final DrainPace pace = new DrainPace(1_000, clock);

    @Test
    void share_isEqualForThoseThatDrainNow() {
        assertThat(pace.share(station(1), false, 5_000)).isEqualTo(1_000);
        assertThat(pace.share(station(2), false, 20)).isEqualTo(500);
        assertThat(pace.share(station(1), false, 4_500)).isEqualTo(500);
        assertThat(pace.share(station(3), false, 1)).isEqualTo(333);
        assertThat(pace.share(station(2), false, 0)).as("2 is done").isEqualTo(500);
        assertThat(pace.draining()).isEqualTo(2);
    }

    @Test
    void share_isOfTheSchoolsStationNotOfItsName() {
        var same = new Topics.Address(new SchoolId("other"), station(1).station(), "up/taps");
        pace.share(station(1), false, 9);
        assertThat(pace.share(same, false, 9)).isEqualTo(500);
    }

    @Test
    void liveBatch_neitherBeginsNorEndsADrain() {
        assertThat(pace.share(station(1), true, 3)).isEqualTo(1_000);
        assertThat(pace.draining()).isZero();
        pace.share(station(1), false, 5_000);
        pace.share(station(1), true, 0);
        assertThat(pace.draining()).isEqualTo(1);
    }

    @Test
    void station_thatSaysNothingIsForgotten() {
        pace.share(station(1), false, 5_000);
        clock.advance(Duration.ofMillis(DrainPace.FORGET_MILLIS - 1));
        assertThat(pace.share(station(2), false, 5_000)).isEqualTo(500);
        clock.advance(Duration.ofMillis(1));
        assertThat(pace.share(station(2), false, 5_000)).isEqualTo(1_000);
    }

    @Test
    void memory_isBoundedAndTheShareNeverNothing() {
        for (int i = 0; i < DrainPace.MAX_STATIONS + 500; i++) {
            assertThat(pace.share(station(i), false, 1)).isPositive();
        }
        assertThat(pace.draining()).isEqualTo(DrainPace.MAX_STATIONS);
        assertThat(pace.share(station(1), true, 0)).isEqualTo(1);
    }

    @Test
    void zero_isNoLimit() {
        assertThat(new DrainPace(0, clock).share(station(1), false, 5_000)).isZero();
        assertThat(CloudConfig.defaults().drainRate()).isEqualTo(DrainPace.DEFAULT_RATE);
    }

    private static Topics.Address station(int number) {
        return new Topics.Address(
                new SchoolId("greenfield"), new StationId("c" + number), "up/taps");
    }
}
