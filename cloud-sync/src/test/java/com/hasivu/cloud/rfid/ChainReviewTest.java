package com.hasivu.cloud.rfid;

import static com.hasivu.cloud.rfid.ReviewDesk.EPOCH;
import static com.hasivu.cloud.rfid.ReviewDesk.refusals;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Objects.requireNonNull;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.rfid.StationChain.Loss;
import com.hasivu.cloud.rfid.StationChain.Span;
import com.hasivu.cloud.rfid.StationChain.WentBack;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.Reason;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** Planted gaps, forks, restored copies and lost cards, on both databases. */
class ChainReviewTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(Engine.class)
    void recordsToldOf_areMissingUntilTheyCome(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            var chain = refusals(station, EPOCH, 1, 10);
            review.send(station, chain.batch(1, 4));
            assertThat(review.chain(station, EPOCH).missing()).isNull();

            review.later(MINUTE);
            Instant told = review.desk.clock.instant();
            review.tell(station, EPOCH, 1, 10);
            review.later(MINUTE);
            review.tell(station, EPOCH, 1, 10);
            assertThat(review.chain(station, EPOCH).missing()).isEqualTo(new Span(5, 10, told));

            review.later(MINUTE);
            Instant came = review.desk.clock.instant();
            review.send(station, chain.batch(5, 7));
            review.later(MINUTE);
            assertThat(review.chain(station, EPOCH).missing()).isEqualTo(new Span(8, 10, came));
            assertThat(review.station(station).heartbeat().orElseThrow().pending()).isEqualTo(3);

            review.send(station, chain.batch(8, 10));
            assertThat(review.chain(station, EPOCH).missing()).isNull();
            assertThat(review.station(station).heartbeat().orElseThrow().pending()).isZero();
            assertThat(review.chains(ChainReview.Which.OPEN)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void gapAskedFor_isNamedUntilItIsFilled(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            var chain = refusals(station, EPOCH, 1, 10);
            Instant asked = review.desk.clock.instant();
            review.send(station, chain.batch(4, 6));
            review.later(MINUTE);
            review.send(station, chain.batch(8, 10));
            assertThat(review.chain(station, EPOCH).asked()).isEqualTo(new Span(1, 7, asked));

            review.send(station, chain.batch(1, 2));
            assertThat(review.chain(station, EPOCH).asked()).isEqualTo(new Span(3, 7, asked));
            review.send(station, chain.batch(3, 7));
            assertThat(review.chain(station, EPOCH).asked()).isNull();

            Instant again = review.desk.clock.instant();
            review.send(station, chain.batch(9, 10));
            assertThat(review.chain(station, EPOCH).asked()).isEqualTo(new Span(8, 8, again));
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void fork_namesTheFirstRecordThatDiffers(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            review.send(station, refusals(station, EPOCH, 1, 40).all());
            for (int parted = 1; parted <= 40; parted += 13) {
                long epoch = EPOCH + parted;
                review.send(station, refusals(station, epoch, 1, 40).all());
                var changed = refusals(station, epoch, 1, parted - 1);
                changed.refuse(Reason.CARD_LOST);
                while (changed.size() < 45) {
                    changed.refuse(Reason.UNKNOWN_CARD, 1, ReviewDesk.CARD);
                }
                review.send(station, changed.all());
                var quarantine = requireNonNull(review.chain(station, epoch).quarantine());
                assertThat(quarantine.partedAt()).isEqualTo(parted);
                assertThat(quarantine.partedExact()).isTrue();
                assertThat(quarantine.reason()).startsWith("record %d differs".formatted(parted));
                assertThat(quarantine.payloadsKept()).isEqualTo(1);
                assertThat(quarantine.since()).isEqualTo(review.desk.clock.instant());
            }
            assertThat(review.chains(ChainReview.Which.QUARANTINED)).hasSize(4);
            assertThat(review.chain(station, EPOCH).quarantine()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void restoredCardThatSendsFromItsCursor_partedThereOrBefore(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            review.send(station, refusals(station, EPOCH, 1, 8).all());
            var restored = refusals(station, EPOCH, 1, 3); // and from there its own way
            for (int i = 0; i < 6; i++) {
                restored.refuse(Reason.CARD_LOST, 2, ReviewDesk.CARD);
            }
            review.send(station, restored.batch(6, 9));
            var quarantine = requireNonNull(review.chain(station, EPOCH).quarantine());
            assertThat(quarantine.partedAt()).isEqualTo(5);
            assertThat(quarantine.partedExact()).isFalse();
            assertThat(review.station(station).heartbeat()).isEmpty();
            review.tell(station, EPOCH, 2, 9);
            assertThat(review.station(station).heartbeat().orElseThrow().halted())
                    .hasValueSatisfying(why -> assertThat(why).contains("record 5, or one before"));
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void journalThatTellsLessThanItsRecords_wentBack(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            review.tell(station, EPOCH, 1, 2);
            review.send(station, refusals(station, EPOCH, 1, 8).all());
            review.later(MINUTE);
            Instant at = review.desk.clock.instant();
            review.tell(station, EPOCH, 2, 5); // never told more than 2, but 8 are committed
            assertThat(review.chain(station, EPOCH).wentBack()).isEqualTo(new WentBack(8, 5, at));
            assertThat(review.station(station).heartbeat().orElseThrow().halted())
                    .contains("the journal went back from record 8 to 5");
            assertThat(review.chains(ChainReview.Which.OPEN)).hasSize(1);

            assertThat(review.close(station, EPOCH)).isEqualTo(Closure.Outcome.DONE);
            assertThat(review.chains(ChainReview.Which.OPEN)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void journalThatTellsLessThanItToldBefore_wentBack(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            review.send(station, refusals(station, EPOCH, 1, 3).all());
            review.tell(station, EPOCH, 1, 20);
            review.tell(station, EPOCH, 2, 21);
            review.tell(station, EPOCH, 3, 7);
            StationChain chain = review.chain(station, EPOCH);
            assertThat(chain.wentBack())
                    .isEqualTo(new WentBack(21, 7, review.desk.clock.instant()));
            assertThat(chain.missing()).isEqualTo(new Span(4, 21, review.desk.clock.instant()));
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void statusOvertakenByItsOwnRecords_isNoWayBack(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            review.send(station, refusals(station, EPOCH, 7, 8).all());
            review.tell(station, EPOCH, 7, 6); // the first word of 7 comes behind its records
            review.tell(station, EPOCH, 7, 5); // and the next is a later repetition
            assertThat(review.chain(station, EPOCH).wentBack()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void lateWordOfAnEndedProcess_isTakenBackWhenTheLivingOneSpeaks(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            review.send(station, refusals(station, EPOCH, 9, 8).all());
            review.tell(station, EPOCH, 7, 6); // of before process 9, delayed
            assertThat(review.chain(station, EPOCH).wentBack()).isNotNull();
            review.tell(station, EPOCH, 9, 8);
            assertThat(review.chain(station, EPOCH).wentBack()).isNull();
            review.tell(station, EPOCH, 7, 6); // as another node may take it
            assertThat(review.chain(station, EPOCH).wentBack()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void lostCard_namesWhatIsKnownLostAndWhenMoreMayBe(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            review.send(station, refusals(station, EPOCH, 1, 4).all());
            review.later(MINUTE);
            Instant last = review.desk.clock.instant();
            review.tell(station, EPOCH, 1, 9);
            assertThat(review.chain(station, EPOCH).loss()).isNull();
            assertThat(review.close(station, EPOCH)).isEqualTo(Closure.Outcome.NOTHING_TO_CLOSE);

            review.later(Duration.ofHours(2));
            Instant next = review.desk.clock.instant();
            review.send(station, refusals(station, EPOCH + 1, 2, 1).all());
            review.later(MINUTE);
            review.tell(station, EPOCH + 1, 2, 1);
            StationChain old = review.chain(station, EPOCH);
            assertThat(old.current()).isFalse();
            assertThat(old.loss()).isEqualTo(new Loss(5L, 9L, last, next));
            assertThat(review.chain(station, EPOCH + 1).loss()).isNull();
            assertThat(review.chains(ChainReview.Which.OPEN))
                    .extracting(StationChain::epoch)
                    .containsExactly("c0de000000000001");

            assertThat(review.close(station, EPOCH)).isEqualTo(Closure.Outcome.DONE);
            assertThat(review.close(station, EPOCH)).isEqualTo(Closure.Outcome.CLOSED_ALREADY);
            assertThat(review.close(new Topics(station.school(), new StationId("c2")), EPOCH))
                    .isEqualTo(Closure.Outcome.NOT_FOUND);
            assertThat(review.chain(station, EPOCH).closure())
                    .isEqualTo(new Closure(review.desk.clock.instant(), 1, "seen"));
            assertThat(review.chains(ChainReview.Which.OPEN)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void replacedJournalWithEverythingHere_mayStillHaveLostWhatItNeverTold(Engine engine) {
        try (var review = new ReviewDesk(engine, folder)) {
            Topics station = review.desk.station("c1");
            review.tell(station, EPOCH, 1, 2);
            review.later(MINUTE);
            Instant last = review.desk.clock.instant();
            review.send(station, refusals(station, EPOCH, 1, 4).all());
            review.later(MINUTE);
            review.tell(station, EPOCH + 1, 2, 0);
            assertThat(review.chain(station, EPOCH).loss())
                    .isEqualTo(new Loss(null, null, last, review.desk.clock.instant()));
        }
    }
}
