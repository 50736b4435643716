package com.hasivu.edge.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.edge.snapshot.KeptSnapshots.Limits;
import com.hasivu.protocol.wire.CardState;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Past versions on real files: kept beside the store, read back whole or not at all. */
class KeptSnapshotsTest {
    private static final Limits LIMITS = new Limits(14, 64 << 20);

    @TempDir Path folder;
    private final Cloud cloud = new Cloud().child(1).child(2);
    private final Deque<Runnable> later = new ArrayDeque<>();

    private SnapshotStore open(Limits limits) {
        SnapshotStore store =
                SnapshotStore.open(
                        folder.resolve("store"), Cloud.SCHOOL, cloud.keys(), Runnable::run);
        store.keepIn(new KeptSnapshots(folder.resolve("kept"), limits, Runnable::run));
        return store;
    }

    private Kept at(long version) {
        return read().at(version);
    }

    private KeptVersions read() {
        return KeptVersions.in(
                folder.resolve("kept"), Cloud.SCHOOL, cloud.keys(), Optional.empty());
    }

    private static CardState cardState(Kept kept) {
        assertThat(kept).isInstanceOf(Kept.Found.class);
        return ((Kept.Found) kept).snapshot().orders().lookup(Cloud.card(1)).orElseThrow().state();
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder.resolve("kept"))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder.resolve("kept"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void change(SnapshotStore store, CardState state) {
        assertThat(store.applyDelta(cloud.delta(Cloud.cardRow(1, state))))
                .isInstanceOf(SnapshotOutcome.Activated.class);
    }

    @Test
    void everyVersionOfADay_isReadBackInAnyOrder() {
        try (SnapshotStore store = open(LIMITS)) {
            store.applyFull(cloud.full());
            change(store, CardState.CARD_STATE_LOST);
            change(store, CardState.CARD_STATE_BLOCKED);
            store.applyDelta(cloud.withoutOrder(2));
        }
        assertThat(files()).hasSize(1);
        KeptVersions kept = read();
        assertThat(kept.size()).isEqualTo(4);
        for (long version : new long[] {1, 2, 3, 4, 2, 1, 3}) {
            assertThat(cardState(kept.at(version)))
                    .isEqualTo(
                            version == 1
                                    ? CardState.CARD_STATE_ACTIVE
                                    : version == 2
                                            ? CardState.CARD_STATE_LOST
                                            : CardState.CARD_STATE_BLOCKED);
        }
        assertThat(kept.at(9))
                .isInstanceOfSatisfying(
                        Kept.Missing.class,
                        missing ->
                                assertThat(missing.why())
                                        .contains("snapshot 9 is not kept")
                                        .contains("it holds 4 version(s), 1 to 4"));
    }

    @Test
    void restart_goesOnInTheSameFileAndWritesNothingAnew() throws IOException {
        try (SnapshotStore store = open(LIMITS)) {
            store.applyFull(cloud.full());
        }
        long size = Files.size(files().getFirst());
        for (int n = 0; n < 3; n++) {
            open(LIMITS).close();
        }
        assertThat(Files.size(files().getFirst())).isEqualTo(size);
        try (SnapshotStore store = open(LIMITS)) {
            change(store, CardState.CARD_STATE_LOST);
        }
        assertThat(files()).hasSize(1);
        assertThat(cardState(at(2))).isEqualTo(CardState.CARD_STATE_LOST);
    }

    @Test
    void tornTail_losesOnlyWhatWasTornAndANewFileGoesOn() throws IOException {
        try (SnapshotStore store = open(LIMITS)) {
            store.applyFull(cloud.full());
            change(store, CardState.CARD_STATE_LOST);
            change(store, CardState.CARD_STATE_BLOCKED);
        }
        byte[] bytes = Files.readAllBytes(files().getFirst());
        Files.write(files().getFirst(), Arrays.copyOf(bytes, bytes.length - 5));
        assertThat(cardState(at(2))).isEqualTo(CardState.CARD_STATE_LOST);
        assertThat(at(3)).isInstanceOf(Kept.Missing.class);
        try (SnapshotStore store = open(LIMITS)) { // its own newest is kept again
            change(store, CardState.CARD_STATE_EXPIRED);
        }
        assertThat(files()).hasSize(2);
        assertThat(cardState(at(3))).isEqualTo(CardState.CARD_STATE_BLOCKED);
        assertThat(cardState(at(4))).isEqualTo(CardState.CARD_STATE_EXPIRED);
    }

    @Test
    void everyFlippedByte_givesTheRightSnapshotOrNone() throws IOException {
        try (SnapshotStore store = open(LIMITS)) {
            store.applyFull(cloud.full());
            change(store, CardState.CARD_STATE_LOST);
        }
        Path file = files().getFirst();
        byte[] good = Files.readAllBytes(file);
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 0x10;
            Files.write(file, bad);
            for (long version = 1; version <= 2; version++) {
                if (at(version) instanceof Kept.Found found) {
                    assertThat(cardState(found))
                            .isEqualTo(
                                    version == 1
                                            ? CardState.CARD_STATE_ACTIVE
                                            : CardState.CARD_STATE_LOST);
                    assertThat(found.snapshot().version()).isEqualTo(version);
                }
            }
            assertThat(at(2)).isInstanceOf(Kept.Missing.class); // it needs every byte
        }
    }

    @Test
    void forgedFile_isRefusedByTheSignature() throws IOException {
        Cloud forger = new Cloud().child(1).child(2); // another key
        try (SnapshotStore store =
                SnapshotStore.open(
                        folder.resolve("other"), Cloud.SCHOOL, forger.keys(), Runnable::run)) {
            store.keepIn(new KeptSnapshots(folder.resolve("kept"), LIMITS, Runnable::run));
            store.applyFull(forger.full());
        }
        assertThat(at(1))
                .isInstanceOfSatisfying(
                        Kept.Missing.class,
                        missing -> assertThat(missing.why()).contains("does not verify"));
    }

    @Test
    void diskThatRefuses_neitherHindersActivationNorComesBackWrong() throws IOException {
        Path kept = folder.resolve("kept");
        Files.writeString(kept, "a file where the folder must be");
        try (SnapshotStore store = open(LIMITS)) {
            assertThat(store.applyFull(cloud.full())).isInstanceOf(SnapshotOutcome.Activated.class);
            change(store, CardState.CARD_STATE_LOST);
            assertThat(store.active().orElseThrow().version()).isEqualTo(2);
            Files.delete(kept); // there is space again
            change(store, CardState.CARD_STATE_BLOCKED);
            change(store, CardState.CARD_STATE_EXPIRED);
        }
        assertThat(at(1)).isInstanceOf(Kept.Missing.class);
        assertThat(at(2)).isInstanceOf(Kept.Missing.class);
        assertThat(cardState(at(3))).isEqualTo(CardState.CARD_STATE_BLOCKED);
        assertThat(cardState(at(4))).isEqualTo(CardState.CARD_STATE_EXPIRED);
    }

    @Test
    void activation_doesNotWaitForTheKeeping() {
        try (SnapshotStore store =
                SnapshotStore.open(
                        folder.resolve("store"), Cloud.SCHOOL, cloud.keys(), Runnable::run)) {
            store.keepIn(new KeptSnapshots(folder.resolve("kept"), LIMITS, later::add));
            store.applyFull(cloud.full());
            for (int n = 0; n < 5; n++) {
                change(store, CardState.CARD_STATE_LOST);
            }
            assertThat(files()).isEmpty();
            assertThat(later).hasSize(1); // one order for all that waits
            later.remove().run();
            change(store, CardState.CARD_STATE_BLOCKED);
            later.remove().run();
        }
        assertThat(cardState(at(6))).isEqualTo(CardState.CARD_STATE_LOST);
        assertThat(cardState(at(7))).isEqualTo(CardState.CARD_STATE_BLOCKED);
    }

    @Test
    void moreThanMayWait_isAGapAndGoesOnWithAWholeSnapshot() {
        try (SnapshotStore store =
                SnapshotStore.open(
                        folder.resolve("store"), Cloud.SCHOOL, cloud.keys(), Runnable::run)) {
            store.applyFull(cloud.full());
            store.keepIn(new KeptSnapshots(folder.resolve("kept"), LIMITS, later::add));
            later.remove().run();
            for (int n = 0; n < KeptSnapshots.MAX_WAITING + 1; n++) {
                change(store, CardState.CARD_STATE_LOST);
            }
            later.remove().run();
        }
        long last = cloud.version();
        KeptVersions kept = read();
        assertThat(cardState(kept.at(last - 1))).isEqualTo(CardState.CARD_STATE_LOST);
        assertThat(cardState(kept.at(last))).isEqualTo(CardState.CARD_STATE_LOST);
        assertThat(files()).hasSize(2);
    }

    @Test
    void limits_removeTheOldestDaysAndBytes() {
        try (SnapshotStore store = open(new Limits(2, 64 << 20))) {
            for (int day = 0; day < 5; day++) {
                store.applyFull(cloud.full());
                cloud.nextDay();
            }
            assertThat(files()).hasSize(3); // today and two days back
            assertThat(at(2)).isInstanceOf(Kept.Missing.class);
            assertThat(at(3)).isInstanceOf(Kept.Found.class);
        }
        try (SnapshotStore store = open(new Limits(14, 1))) {
            store.applyFull(cloud.full());
            assertThat(files()).hasSize(1); // the one being written stays
        }
        assertThat(at(cloud.version())).isInstanceOf(Kept.Found.class);
        try (SnapshotStore store = open(new Limits(0, 64 << 20))) {
            change(store, CardState.CARD_STATE_LOST);
            assertThat(files()).isEmpty(); // switched off: nothing of children stays behind
        }
    }
}
