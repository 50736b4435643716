package com.hasivu.reader.contract;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.supervisor.ReaderStatus;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What every driver promises about its link. A driver's test supplies a bench and nothing else.
 * What it promises about bytes and cards is in {@link ReaderBytesContract}, which this extends.
 */
@Timeout(60)
public abstract class ReaderDriverContract extends ReaderBytesContract {
    private static final Duration SOON = Duration.ofSeconds(3);

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

    @Override
    Bench onBench() {
        return bench;
    }

    @Test
    void open_namesPathAndFixWhenTheDeviceIsMissing() {
        String missing = folder.resolve("not-plugged-in").toString();
        var config = new ReaderConfig("counter-9", bench.driver().kind(), missing);
        assertThatThrownBy(() -> bench.driver().open(config))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-9", missing, "plug");
    }

    @Test
    void open_namesPathAndFixWhenTheDeviceIsBusy() {
        try (var first = bench.driver().open(bench.config())) {
            assertThat(first).isNotNull();
            assertThatThrownBy(() -> bench.driver().open(bench.config()))
                    .isInstanceOf(ReaderException.class)
                    .hasMessageContainingAll(bench.config().device(), "in use");
        }
        bench.driver().open(bench.config()).close(); // free again as soon as close is back
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
            listening.until(
                    "link down", Duration.ofSeconds(1), ReaderEvent.LinkDown.class::isInstance);
            listening.during(Duration.ofMillis(300));
            assertThat(listening.heard(ReaderEvent.LinkDown.class)).hasSize(1);
        }
    }

    @RepeatedTest(5)
    void close_releasesWaitingNextWithin100Ms() throws InterruptedException {
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
            assertThat(returnedAt.get() - closedAt).isBetween(0L, 100_000_000L);
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
    void loop_readsAgainWithin3sOfReplug() {
        try (var watch = new Watch(bench)) {
            await("online", SOON, watch::isOnline);
            bench.unplug();
            await("offline", SOON, () -> !watch.isOnline());
            await(
                    "attempts in vain",
                    Duration.ofSeconds(20),
                    () -> watch.attempts.get() >= 8); // waits have grown
            bench.plugIn();
            bench.present(bench.card());
            await("a tap after the replug", SOON, () -> !watch.taps.isEmpty());
            assertThat(watch.cards()).containsExactly(bench.card());
            assertThat(watch.changes)
                    .extracting(status -> status.getClass().getSimpleName())
                    .containsExactly("Online", "Offline", "Online");
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
    void loop_closesPromptly() {
        var watch = new Watch(bench);
        await("online", SOON, watch::isOnline);
        long before = System.nanoTime();
        watch.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(500));
        assertThat(watch.changes.getLast()).isInstanceOf(ReaderStatus.Stopped.class);
    }
}
