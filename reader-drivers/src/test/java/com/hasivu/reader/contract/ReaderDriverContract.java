package com.hasivu.reader.contract;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.supervisor.ReaderStatus;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * What every driver promises about its link and about cards. A driver's test supplies a bench and
 * nothing else. A reader that sends a stream of bytes promises more: {@link ReaderBytesContract}.
 */
@Timeout(600)
public abstract class ReaderDriverContract {
    /** For what must come, on a machine that has better to do: the event ends the wait. */
    static final Duration SOON = Duration.ofSeconds(60);

    private static final Duration REPLUG = Duration.ofSeconds(3);
    private static final Function<byte[], List<byte[]>> PLAIN = List::of;

    @TempDir protected Path folder;

    private Bench bench;

    /** A fresh bench whose device appears in {@code folder}. */
    protected abstract Bench bench(Path folder);

    @BeforeEach
    void setUp() {
        bench = bench(folder);
    }

    @AfterEach
    void clearUp() {
        bench.close();
    }

    final Bench onBench() {
        return bench;
    }

    final byte[] frame() {
        return bench.frame(bench.card());
    }

    @Test
    void open_namesDeviceAndFixWhenItIsMissing() {
        String missing = bench.missingDevice(folder);
        var config =
                new ReaderConfig(
                        "counter-9", bench.driver().kind(), missing, bench.config().settings());
        assertThatThrownBy(() -> bench.driver().open(config))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-9", missing, "plug");
    }

    @Test
    void open_whenTheDeviceIsBusy() throws InterruptedException {
        try (var first = new Listening(bench).untilUp()) {
            switch (bench.busy()) {
                case OPEN_FAILS ->
                        assertThatThrownBy(() -> bench.driver().open(bench.config()))
                                .isInstanceOf(ReaderException.class)
                                .hasMessageContainingAll(bench.config().device(), "in use");
                case LINK_DOWN -> {
                    try (var second = new Listening(bench)) {
                        second.until("link down", SOON, ReaderEvent.LinkDown.class::isInstance);
                        assertThat(second.heard(ReaderEvent.LinkDown.class).getFirst().why())
                                .contains("in use");
                        assertThat(second.heard(ReaderEvent.LinkUp.class)).isEmpty();
                    }
                }
                case SHARED -> new Listening(bench).untilUp().close();
            }
            bench.present(bench.card());
            first.until("a read by the first", SOON, ReaderEvent.TagSeen.class::isInstance);
            bench.remove();
        }
        new Listening(bench).untilUp().close(); // free again as soon as close is back
    }

    /** Such a number is another one with the next tap: it must never become a card. */
    @Test
    void madeUpNumber_isToldOncePerTapAndIsNoTap() {
        assumeThat(bench.readsMadeUpNumbers()).isTrue();
        try (var watch = new Watch(bench)) {
            Watch.await("online", SOON, watch::isOnline);
            bench.present(new CardId("08A1B2C3"));
            Watch.await("told", SOON, () -> !watch.told.isEmpty());
            bench.remove();
            bench.present(bench.card());
            Watch.await("the next card", SOON, () -> !watch.taps.isEmpty());
            assertThat(watch.cards()).containsExactly(bench.card());
            assertThat(watch.told)
                    .singleElement()
                    .satisfies(
                            fault ->
                                    assertThat(fault.what())
                                            .contains("random number", "use the school card"));
        }
    }

    @Test
    void next_tellsLinkUpOnce() throws InterruptedException {
        try (var listening = new Listening(bench).untilUp()) {
            listening.during(Duration.ofMillis(300));
            assertThat(listening.heard(ReaderEvent.LinkUp.class)).hasSize(1);
        }
    }

    @Test
    void next_looksOnceWithZeroPatience() throws InterruptedException {
        try (var listening = new Listening(bench).untilUp()) {
            long shortest = Long.MAX_VALUE;
            for (int look = 0; look < 5; look++) {
                long before = System.nanoTime();
                listening.reader.next(Duration.ZERO);
                shortest = Math.min(shortest, System.nanoTime() - before);
            }
            assertThat(Duration.ofNanos(shortest)).isLessThan(Duration.ofMillis(20));
        }
    }

    @Test
    void next_tellsLinkDownOnceWhenTheCableIsPulled() throws InterruptedException {
        try (var listening = new Listening(bench).untilUp()) {
            bench.unplug();
            listening.until("link down", SOON, ReaderEvent.LinkDown.class::isInstance);
            listening.during(Duration.ofMillis(300));
            assertThat(listening.heard(ReaderEvent.LinkDown.class)).hasSize(1);
        }
    }

    /**
     * The middle one of five: one may meet a busy machine, a reader that is slow is slow each time.
     */
    @Test
    void close_releasesWaitingNextWithin100Ms() throws InterruptedException {
        List<Duration> took = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            took.add(closedWhileWaiting());
        }
        assertThat(took.stream().sorted().toList().get(2))
                .as("of %s", took)
                .isBetween(Duration.ZERO, Duration.ofMillis(100));
    }

    /** From the call of close until next returned. */
    private Duration closedWhileWaiting() throws InterruptedException {
        try (var listening = new Listening(bench).untilUp()) {
            var returnedAt = new AtomicLong();
            Thread waiting =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            while (listening
                                                    .reader
                                                    .next(Duration.ofSeconds(30))
                                                    .isPresent()) {
                                                Thread.onSpinWait();
                                            }
                                            returnedAt.set(System.nanoTime());
                                        } catch (InterruptedException e) {
                                            Thread.currentThread().interrupt();
                                        }
                                    });
            await("next waits", SOON, () -> waiting.getState() == Thread.State.TIMED_WAITING);
            long closedAt = System.nanoTime();
            listening.reader.close();
            assertThat(waiting.join(SOON)).isTrue();
            return Duration.ofNanos(returnedAt.get() - closedAt);
        }
    }

    @Test
    void close_mayComeAgainAndLeavesNothingToHear() throws InterruptedException {
        try (var listening = new Listening(bench).untilUp()) {
            listening.reader.close();
            listening.reader.close();
            assertThat(listening.reader.next(Duration.ofSeconds(5))).isEmpty();
        }
    }

    @Test
    void loop_readsAgainWithin3sOfReplug() throws Exception {
        assertThat(Quickest.of(REPLUG, this::replug)).isLessThanOrEqualTo(REPLUG);
    }

    /**
     * From the plug to the tap. Spoilt by a stall of the machine, which looks like one more loss of
     * the link, or like a card that left and came back.
     */
    private Duration replug() {
        try (var watch = new Watch(bench)) {
            await("online", SOON, watch::isOnline);
            bench.unplug();
            await("offline", SOON, () -> !watch.isOnline());
            await(
                    "attempts in vain",
                    Duration.ofSeconds(60),
                    () -> watch.attempts.get() >= 8); // waits have grown
            long plugged = System.nanoTime();
            bench.plugIn();
            bench.present(bench.card());
            await("a tap after the replug", SOON, () -> !watch.taps.isEmpty());
            Duration took = Duration.ofNanos(System.nanoTime() - plugged);
            bench.remove();
            assertThat(watch.cards()).containsOnly(bench.card());
            var changes = watch.changes.stream().map(it -> it.getClass().getSimpleName()).toList();
            return changes.equals(List.of("Online", "Offline", "Online")) ? took : Quickest.SPOILT;
        }
    }

    @Test
    void loop_startsBeforeTheReaderIsPluggedIn() {
        bench.unplug();
        try (var watch = new Watch(bench)) {
            await("offline", SOON, () -> !watch.changes.isEmpty());
            assertThat(watch.changes.getFirst()).isInstanceOf(ReaderStatus.Offline.class);
            bench.plugIn();
            await("online", SOON, watch::isOnline);
        }
    }

    @Test
    void loop_closesPromptly() throws Exception {
        Duration promptly = Duration.ofMillis(500);
        assertThat(Quickest.of(promptly, this::closed)).isLessThan(promptly);
    }

    private Duration closed() {
        var watch = new Watch(bench);
        await("online", SOON, watch::isOnline);
        long before = System.nanoTime();
        watch.close();
        Duration took = Duration.ofNanos(System.nanoTime() - before);
        await("stopped", SOON, () -> watch.changes.getLast() instanceof ReaderStatus.Stopped);
        return took;
    }

    @Test
    void tap_isOneForAHeldCardAndOneMoreWhenItComesBack() {
        var sent = new AtomicInteger();
        bench.deliver(
                frame -> {
                    sent.incrementAndGet();
                    return List.of(frame);
                });
        try (var watch = new Watch(bench)) {
            await("online", SOON, watch::isOnline);
            bench.present(bench.card());
            await("forty reads", SOON, () -> sent.get() >= 40);
            watch.expectOneArrival(bench.card());
            takeAway();
            int before = watch.taps.size();
            bench.present(bench.card());
            await("the second tap", SOON, () -> watch.taps.size() > before);
            assertThat(watch.cards()).containsOnly(bench.card());
            bench.present(bench.otherCard());
            await(
                    "the other card's tap",
                    SOON,
                    () -> watch.cards().getLast().equals(bench.otherCard()));
            assertThat(watch.cards()).containsOnly(bench.card(), bench.otherCard());
        }
    }

    private void takeAway() {
        bench.remove();
        long gone = bench.driver().presence(bench.config()).departAfter().toNanos() * 2;
        for (long until = System.nanoTime() + gone; System.nanoTime() < until; ) {
            LockSupport.parkNanos(until - System.nanoTime()); // the hand is away for so long
        }
    }

    @Test
    void tap_neverComesFromAFrameWithAFlippedBit() {
        int bytes = frame().length;
        var sent = new AtomicInteger();
        try (var watch = new Watch(bench)) {
            await("online", SOON, watch::isOnline);
            bench.deliver(frame -> flippedBits(frame, sent.getAndIncrement() % bytes));
            bench.present(bench.card());
            await("every bit was flipped", SOON, () -> sent.get() >= bytes);
            if (bench.isDamageFatal()) {
                assertThat(watch.cards()).isEmpty();
            }
            if (bench.isDamageSeen()) {
                assertThat(watch.faults.get()).isPositive();
            }
            bench.deliver(PLAIN);
            if (!bench.isDamageFatal()) {
                expectOneMoreTapAndNoOtherCard(watch);
                return;
            }
            await("a tap from whole frames", SOON, () -> !watch.taps.isEmpty());
            assertThat(watch.cards()).containsOnly(bench.card());
        }
    }

    /** The right card may have arrived already, from frames damaged beside its number. */
    private void expectOneMoreTapAndNoOtherCard(Watch watch) {
        takeAway();
        int before = watch.taps.size();
        bench.present(bench.card());
        await("a tap from whole frames", SOON, () -> watch.taps.size() > before);
        assertThat(watch.cards()).containsOnly(bench.card());
    }

    /** Eight copies, each with another bit of one byte flipped. */
    private static List<byte[]> flippedBits(byte[] frame, int index) {
        var copies = new ArrayList<byte[]>();
        for (int bit = 0; bit < 8; bit++) {
            byte[] copy = frame.clone();
            copy[index] ^= (byte) (1 << bit);
            copies.add(copy);
        }
        return copies;
    }
}
