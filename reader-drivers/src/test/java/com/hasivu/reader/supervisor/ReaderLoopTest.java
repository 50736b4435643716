package com.hasivu.reader.supervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.PresenceRules.Reads;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.ReaderEvent.TagSeen;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.contract.Quickest;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.FakeReader.Line;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

@Timeout(90)
class ReaderLoopTest {
    private static final CardId CARD = new CardId("67003B51C6");
    private static final ReaderEvent UP = new ReaderEvent.LinkUp("fake 1.0");
    private static final Line NOTHING = new Line.StandStill(0, Optional.empty());
    private static final ReaderEvent DOWN = new ReaderEvent.LinkDown("cable");

    /** Always the shortest wait. */
    private static final RandomGenerator SHORTEST = () -> 0L;

    /** The clocks are adjusted apart from each other, at most so far in a moment. */
    private static final long ADJUSTED = 1_000_000;

    private final List<Arrival> taps = new ArrayList<>();
    private final List<TagSeen> history = new ArrayList<>();
    private final List<ReaderStatus> changes = new ArrayList<>();
    private Reads reads = Reads.BY_ITSELF;
    private Duration slowDisk = Duration.ZERO; // how long the tap listener takes
    private final AtomicReference<ReaderLoop> played = new AtomicReference<>();
    private final List<Duration> looks = new ArrayList<>(); // at the end of each tap

    @Test
    void run_turnsReadsIntoTaps() throws InterruptedException {
        play(at(0, UP), seen(100), seen(165), seen(230), seen(10_000), seen(10_065));
        assertThat(taps)
                .extracting(Arrival::atNanos)
                .containsExactly(165_000_000L, 10_065_000_000L);
    }

    @Test
    void run_needsTwoNewReadsAfterTheLinkWasLost() throws InterruptedException {
        play(at(0, UP), seen(100), at(110, DOWN), at(120, UP), seen(165), seen(230), seen(295));
        assertThat(taps).extracting(Arrival::atNanos).containsExactly(230_000_000L);
    }

    @Test
    void run_takesAHeldCardForStillThereAfterASlowTapWhereReadsAreAsked()
            throws InterruptedException {
        reads = Reads.WHEN_ASKED;
        slowDisk = Duration.ofMillis(600);
        play(at(0, UP), seen(100), seen(165), seen(800), seen(865), seen(10_000), seen(10_065));
        assertThat(taps)
                .extracting(Arrival::atNanos)
                .containsExactly(165_000_000L, 10_065_000_000L);
    }

    @Test
    void run_takesAGapDuringASlowTapForAbsenceWhereTheReaderReadsByItself()
            throws InterruptedException {
        slowDisk = Duration.ofMillis(600);
        play(at(0, UP), seen(100), seen(165), seen(800), seen(865));
        assertThat(taps).extracting(Arrival::atNanos).containsExactly(165_000_000L, 865_000_000L);
    }

    @Test
    void run_opensTheReaderAnewAfterItStoodStillAndServesNobodyWhoTappedMeanwhile()
            throws InterruptedException {
        FakeReader played =
                play(
                        at(0, UP),
                        at(500, seenAt(500)),
                        new Line.StandStill(30_000, Optional.of(seenAt(30_500))),
                        at(30_540, UP),
                        seen(31_000),
                        seen(31_065));
        assertThat(history).extracting(TagSeen::atNanos).containsExactly(30_500_000_000L);
        assertThat(taps).extracting(Arrival::atNanos).containsExactly(31_065_000_000L);
        assertThat(played.opened.get()).isEqualTo(2);
        assertThat(changes)
                .contains(
                        new ReaderStatus.Offline(
                                "the station stood still for 30.0 s; what was read meanwhile"
                                        + " serves nobody"));
    }

    @Test
    void run_opensTheReaderAnewWhenItStoodStillWithNothingToldYet() throws InterruptedException {
        FakeReader played =
                play(at(0, UP), new Line.StandStill(3_001, Optional.empty()), at(3_020, UP));
        assertThat(played.opened.get()).isEqualTo(2);
    }

    @Test
    void run_opensTheReaderAnewAfterATapThatStoodStillAndTakesTheHeldCardForStillThere()
            throws InterruptedException {
        slowDisk =
                Duration.ofSeconds(30); // or the process was stopped while it waited for the disk
        FakeReader played =
                play(
                        at(0, UP),
                        seen(100),
                        seen(165),
                        NOTHING,
                        at(30_200, UP),
                        seen(30_265),
                        seen(30_330));
        assertThat(played.opened.get()).isEqualTo(2);
        assertThat(taps).hasSize(1);
    }

    @Test
    void run_takesACardThatCameBackAfterItStoodStillForAnArrival() throws InterruptedException {
        slowDisk = Duration.ofSeconds(30);
        play(at(0, UP), seen(100), seen(165), NOTHING, at(30_200, UP), seen(30_900), seen(30_965));
        assertThat(taps).hasSize(2);
    }

    @Test
    void run_keepsTheReaderThroughASlowTap() throws InterruptedException {
        slowDisk = Duration.ofMillis(2_800);
        FakeReader played = play(at(0, UP), seen(100), seen(165), seen(5_000), seen(5_065));
        assertThat(played.opened.get()).isEqualTo(1);
        assertThat(taps).hasSize(2);
    }

    @Test
    void bootTime_goesOnAsTheMonotonicClockDoes() {
        long before = System.nanoTime();
        long start = BootTime.nanos();
        long between = System.nanoTime();
        LockSupport.parkNanos(50_000_000);
        long later = System.nanoTime();
        long end = BootTime.nanos();
        long after = System.nanoTime();
        assertThat(start).isPositive();
        assertThat(end - start)
                .as("between two readings of the other clock, and around them")
                .isBetween(later - between - ADJUSTED, after - before + ADJUSTED);
    }

    @Test
    void looking_growsWhileATapHoldsTheThreadAndIsZeroOnceTheReaderIsGone()
            throws InterruptedException {
        slowDisk = Duration.ofSeconds(7);
        play(at(0, UP), seen(100), seen(165));
        assertThat(looks).hasSize(1);
        assertThat(looks.getFirst()).isGreaterThanOrEqualTo(slowDisk);
        assertThat(requireNonNull(played.get()).looking()).isZero();
    }

    @Test
    void run_tellsEachChangeOnceHoweverOftenItFails() throws InterruptedException {
        play(
                new Line.Refused(),
                new Line.Refused(),
                new Line.Refused(),
                at(0, UP),
                at(1, DOWN),
                at(2, DOWN),
                new Line.Refused(),
                at(3, UP));
        assertThat(changes)
                .containsExactly(
                        new ReaderStatus.Offline("no such device"),
                        new ReaderStatus.Online("fake 1.0"),
                        new ReaderStatus.Offline("cable"),
                        new ReaderStatus.Online("fake 1.0"),
                        new ReaderStatus.Stopped());
    }

    @Test
    void run_opensTheReaderAnewAfterABugInItsDriver() throws InterruptedException {
        FakeReader played = play(at(0, UP), new Line.Bug(), at(1, UP), seen(100), seen(165));
        assertThat(taps).hasSize(1);
        assertThat(played.closed.get()).isGreaterThanOrEqualTo(2);
        assertThat(changes)
                .contains(new ReaderStatus.Offline("its driver failed: ArithmeticException"));
    }

    @Test
    void run_closesEveryReaderItOpened() throws InterruptedException {
        FakeReader played = play(at(0, UP), at(1, DOWN), at(2, UP), at(3, DOWN), at(4, UP));
        assertThat(played.opened.get()).isEqualTo(3);
        assertThat(played.closed.get()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void run_logsOneLinePerChangeAndNoCardNumber() throws InterruptedException {
        var logger = (Logger) LoggerFactory.getLogger(ReaderLoop.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);
        try {
            play(
                    new Line.Refused(),
                    new Line.Refused(),
                    at(0, UP),
                    seen(100),
                    seen(165),
                    at(200, DOWN),
                    at(300, UP));
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "reader counter-1 offline: no such device; retry within 2 s",
                        "reader counter-1 online: fake 1.0",
                        "reader counter-1 offline: cable; retry within 2 s",
                        "reader counter-1 online: fake 1.0",
                        "reader counter-1 stopped");
        assertThat(lines.list).noneMatch(line -> line.getFormattedMessage().contains(CARD.hex()));
    }

    @Test
    void close_endsAWaitBetweenAttempts() throws Exception {
        Duration promptly = Duration.ofMillis(500);
        assertThat(Quickest.of(promptly, ReaderLoopTest::closedBetweenAttempts))
                .isLessThan(promptly);
    }

    private static Duration closedBetweenAttempts() throws InterruptedException {
        var refusals = new ArrayList<Line>();
        for (int i = 0; i < 1000; i++) {
            refusals.add(new Line.Refused());
        }
        var offline = new CountDownLatch(1);
        var driver = new FakeReader(refusals, () -> {});
        var loop =
                new ReaderLoop(
                        config("fake"),
                        driver,
                        (tap, name) -> {},
                        (name, status) -> offline.countDown(),
                        driver.clock::get,
                        SHORTEST);
        loop.start();
        assertThat(offline.await(20, TimeUnit.SECONDS)).isTrue();
        long before = System.nanoTime();
        loop.close();
        return Duration.ofNanos(System.nanoTime() - before);
    }

    @Test
    void of_namesTheKindsThereAre() {
        assertThatThrownBy(
                        () ->
                                ReaderLoop.of(
                                        config("rfid"), (tap, name) -> {}, (name, status) -> {}))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", "'rfid'", "rdm6300", "pn532");
    }

    private FakeReader play(Line... script) throws InterruptedException {
        var lines = new ArrayList<>(List.of(script));
        lines.add(new Line.End());
        var ended = new CountDownLatch(1);
        var stopped = new CountDownLatch(1);
        var driver = new FakeReader(lines, ended::countDown);
        driver.reads = reads;
        var loop =
                new ReaderLoop(
                        config("fake"),
                        driver,
                        new TapListener() {
                            @Override
                            public void tap(Arrival tap, String name) {
                                taps.add(tap);
                                driver.clock.addAndGet(slowDisk.toNanos());
                                looks.add(requireNonNull(played.get()).looking());
                            }

                            @Override
                            public void history(TagSeen read, String name) {
                                history.add(read);
                            }
                        },
                        (name, status) -> {
                            changes.add(status);
                            if (status instanceof ReaderStatus.Stopped) {
                                stopped.countDown();
                            }
                        },
                        driver.clock::get,
                        SHORTEST);
        played.set(loop);
        loop.start();
        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
        loop.close();
        assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue(); // all it wrote is visible here
        return driver;
    }

    private static ReaderConfig config(String kind) {
        return new ReaderConfig("counter-1", kind, "/dev/fake");
    }

    private static Line at(long millis, ReaderEvent event) {
        return new Line.At(millis, event);
    }

    private static Line seen(long millis) {
        return at(millis, seenAt(millis));
    }

    private static TagSeen seenAt(long millis) {
        return new TagSeen(CardRead.uid(CARD, CardFamily.EM4100), millis * 1_000_000, true);
    }
}
