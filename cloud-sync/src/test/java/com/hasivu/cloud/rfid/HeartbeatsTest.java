package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.rfid.ReviewDesk.EPOCH;
import static com.hasivu.cloud.rfid.ReviewDesk.from;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Engine;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.StationStatus;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Whether a station is shown as reachable, on both databases. */
class HeartbeatsTest {
    private static final Duration TIME_REQUEST_EVERY = Duration.ofSeconds(10);

    @TempDir Path folder = Path.of("");

    private static Station.Heartbeat beat(ReviewDesk review, Topics station) {
        return review.station(station).heartbeat().orElseThrow();
    }

    /** As its agent does: a time request every 10 s. */
    private static void live(ReviewDesk review, Topics station, Duration time) {
        for (Duration gone = Duration.ZERO;
                gone.compareTo(time) < 0;
                gone = gone.plus(TIME_REQUEST_EVERY)) {
            review.later(TIME_REQUEST_EVERY);
            review.beats.alive(from(station, "up/requests"));
            assertThat(beat(review, station).link()).isEqualTo(Link.ONLINE);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void stationThatAsks_isOnlineAndOneThatDoesNotIsSilent(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            StationStatus status = review.status(EPOCH, 1, 3).build();
            review.tell(station, status.toBuilder());
            live(review, station, Duration.ofHours(1));
            Instant seen = beat(review, station).seen();
            assertThat(Duration.between(seen, review.desk.clock.instant()))
                    .isLessThan(Link.WRITTEN_EVERY);

            review.desk.clock.set(seen.plus(Link.SILENT_AFTER)); // a broker that died sends no will
            assertThat(beat(review, station).link()).isEqualTo(Link.ONLINE);
            review.later(Duration.ofSeconds(1));
            assertThat(beat(review, station).link()).isEqualTo(Link.SILENT);

            review.tell(station, status.toBuilder()); // what a broker retained is no sign of life
            assertThat(beat(review, station).link()).isEqualTo(Link.SILENT);
            assertThat(beat(review, station).seen()).isEqualTo(seen);

            review.beats.alive(from(station, "up/requests"));
            assertThat(beat(review, station).link()).isEqualTo(Link.ONLINE);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void statusesBetweenTheSigns_makeNoneLate(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            for (int round = 0; round < 20; round++) {
                review.tell(station, EPOCH, 1, round);
                live(review, station, Duration.ofSeconds(30 + 10 * round));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void signsOfLife_areWrittenOnceAMinuteAtMost(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            review.tell(station, EPOCH, 1, 3);
            var others = new Heartbeats(review.desk.database, review.desk.clock); // another node
            int written = 0;
            Instant before = beat(review, station).seen();
            for (int second = 0; second < 600; second += 10) {
                review.later(TIME_REQUEST_EVERY);
                review.beats.alive(from(station, "up/requests"));
                others.alive(from(station, "up/requests"));
                if (!beat(review, station).seen().equals(before)) {
                    before = beat(review, station).seen();
                    written++;
                }
            }
            assertThat(written).isBetween(5, 10);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void lastWill_endsTheConnectionAndNothingElse(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            StationStatus atConnect = review.status(EPOCH, 1, 10).build();
            review.tell(station, atConnect.toBuilder());
            review.later(Duration.ofMinutes(5));
            review.tell(station, EPOCH, 1, 50);
            Instant seen = review.desk.clock.instant();

            review.later(Duration.ofSeconds(45));
            review.tell(station, atConnect.toBuilder().setOnline(false));
            assertThat(beat(review, station).link()).isEqualTo(Link.OFFLINE);
            assertThat(beat(review, station).lastSequence()).isEqualTo(50);
            assertThat(beat(review, station).seen()).isEqualTo(seen);
            assertThat(review.chain(station, EPOCH).reported()).isEqualTo(50);
            assertThat(review.chain(station, EPOCH).wentBack()).isNull();

            review.beats.alive(from(station, "up/requests")); // was under way as the link broke
            assertThat(beat(review, station).link()).isEqualTo(Link.OFFLINE);
            review.later(Duration.ofMinutes(10));
            assertThat(beat(review, station).link()).isEqualTo(Link.OFFLINE);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void lastWillOfTheOldConnectionBehindTheNewStatus_healsByItself(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            review.tell(station, EPOCH, 1, 10);
            review.tell(station, StationStatus.newBuilder().setOnline(false));
            assertThat(beat(review, station).link()).isEqualTo(Link.OFFLINE);
            for (int second = 0; second < 120; second += 10) {
                review.later(TIME_REQUEST_EVERY);
                review.beats.alive(from(station, "up/requests"));
            }
            assertThat(beat(review, station).link()).isEqualTo(Link.ONLINE);
            assertThat(beat(review, station).lastSequence()).isEqualTo(10);
        }
    }
}
