package com.hasivu.edge.sync;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.TestAuthority;
import com.hasivu.edge.identity.TestEnrolment;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.Command;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.file.Path;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** What ends a round of sync ends no more than that. The link is made of nothing. */
class SyncFailureTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final KeyPair SNAPSHOT_KEYS = TestAuthority.ed25519Pair();
    private static final SyncRules QUICK =
            new SyncRules(
                    1_000, 4_000, 4, 16, 200, 300, 99, 300, 500, 2_000, 100, 50, 300, 500, 1_000);

    @TempDir Path folder;
    private final Semaphore mayOpen = new Semaphore(1);
    private final AtomicInteger opened = new AtomicInteger();
    private Identity identity;
    private Journal journal;
    private SnapshotStore snapshots;

    @BeforeEach
    void open() {
        identity =
                new TestEnrolment(AUTHORITY, SNAPSHOT_KEYS)
                        .enrol(folder, "greenfield-c1", "127.0.0.1", 1);
        journal =
                Journal.open(
                        folder.resolve("journal"),
                        identity.school(),
                        identity.station(),
                        JournalSettings.DEFAULT);
        snapshots =
                SnapshotStore.open(
                        folder.resolve("snapshots"),
                        identity.school(),
                        identity.snapshotKeys(),
                        Runnable::run);
    }

    @AfterEach
    void close() {
        mayOpen.release(100);
        snapshots.close();
        journal.close();
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new UnsatisfiedLinkError("libzstd-jni"),
                new NoClassDefFoundError("Could not initialize class Zstd"),
                new AssertionError("a belief"),
                new IllegalStateException("a bug"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void round_thatFailsIsNotOnlineAndStartsAnew(Throwable failure) {
        try (Sync sync = sync(failure).start()) {
            await().until(() -> count(sync, "failures") == 1);
            await().until(() -> count(sync, "connects") == 2); // waits in the door
            assertThat(sync.status().online()).isFalse();
            assertThat(sync.status().why()).isEqualTo("sync failed");

            mayOpen.release(100);
            await().until(() -> sync.status().online());
            assertThat(opened).hasValue(2);
        }
    }

    @Test
    void status_isNotOnlineOnceSyncHasEnded() {
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {}); // the station would end
        try (Sync sync = sync(new InternalError("a test's")).start()) {
            await().dontCatchUncaughtExceptions()
                    .until(() -> sync.status().why().startsWith("sync has ended"));
            assertThat(sync.status().online()).isFalse();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    /** Over links of which the first throws this at the second message it is given. */
    private Sync sync(Throwable failure) {
        MqttLink.Door door =
                (will, ear) -> {
                    mayOpen.acquire();
                    return opened.incrementAndGet() == 1 ? new Link(failure) : new Link();
                };
        CloudClock clock = new CloudClock(InstantSource.system(), System::nanoTime);
        SyncListener nobody =
                new SyncListener() {
                    @Override
                    public void link(boolean up) {}

                    @Override
                    public void acked(long sequence, boolean all) {}

                    @Override
                    public void ended(String why, long last) {}

                    @Override
                    public void command(Command command) {}
                };
        return new Sync(
                new Topics(identity.school(), identity.station()),
                identity,
                door,
                new SyncEngine.Parts(
                        journal,
                        snapshots,
                        clock,
                        77,
                        nobody,
                        new Random(1),
                        InstantSource.system(),
                        System::nanoTime,
                        List::of),
                QUICK);
    }

    private static long count(Sync sync, String what) {
        return sync.status().counters().getOrDefault(what, 0L);
    }

    private static final class Link implements MqttLink {
        private final Runnable atTheSecond;
        private int messages;

        Link() {
            atTheSecond = () -> {};
        }

        Link(Throwable failure) {
            atTheSecond = () -> fail(failure);
        }

        @Override
        public void publish(String topic, byte[] payload, int qos, boolean retained) {
            if (++messages == 2) {
                atTheSecond.run();
            }
        }

        private static void fail(Throwable failure) {
            switch (failure) {
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                default -> throw new IllegalArgumentException(failure);
            }
        }

        @Override
        public void close() {}
    }
}
