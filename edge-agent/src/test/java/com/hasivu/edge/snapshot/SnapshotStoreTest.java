package com.hasivu.edge.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.hasivu.edge.decision.CardFacts;
import com.hasivu.edge.snapshot.SnapshotOutcome.Activated;
import com.hasivu.edge.snapshot.SnapshotOutcome.Ignored;
import com.hasivu.edge.snapshot.SnapshotOutcome.Refused;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.wire.CardState;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.OrderState;
import com.hasivu.protocol.wire.SignedManifest;
import com.hasivu.protocol.wire.SnapshotBody;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** E5 and invariant E7: what is in use is signed, whole, on disk, and never older than before. */
class SnapshotStoreTest {
    @TempDir Path folder;
    private final Cloud cloud = new Cloud().child(1).child(2).child(3);

    private SnapshotStore open() {
        return SnapshotStore.open(folder, Cloud.SCHOOL, cloud.keys(), Runnable::run);
    }

    private List<String> files(String pattern) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(name -> name.matches(pattern))
                    .sorted()
                    .toList();
        }
    }

    private static CardState state(SnapshotStore store, long child) {
        return store.active()
                .orElseThrow()
                .orders()
                .lookup(Cloud.card(child))
                .orElseThrow()
                .state();
    }

    @Test
    void full_isOnDiskAndInUseAfterARestartWithoutNetwork() {
        List<Long> told = new ArrayList<>();
        try (SnapshotStore store = open()) {
            assertThat(store.active()).isEmpty();
            store.onActivation(snapshot -> told.add(snapshot.version()));
            assertThat(store.applyFull(cloud.full())).isInstanceOf(Activated.class);
            assertThat(told).containsExactly(1L);
        }
        try (SnapshotStore store = open()) {
            Snapshot snapshot = store.active().orElseThrow();
            assertThat(snapshot.version()).isEqualTo(1);
            assertThat(snapshot.rows()).isEqualTo(10);
            assertThat(snapshot.digest())
                    .isEqualTo(cloud.manifest().build().getDigest().toByteArray());
            assertThat(snapshot.orders().lookup(Cloud.card(2)).flatMap(CardFacts::student))
                    .hasValueSatisfying(s -> assertThat(s.name()).isEqualTo("Child 2"));
            assertThat(store.notes()).isEmpty();
        }
    }

    @Test
    void deltas_areOnDiskAndInUseAfterARestart() throws IOException {
        try (SnapshotStore store = open()) {
            store.applyFull(cloud.full());
            assertThat(
                            store.applyDelta(
                                    cloud.delta(Cloud.cardRow(1, CardState.CARD_STATE_BLOCKED))))
                    .isInstanceOf(Activated.class);
            assertThat(store.applyDelta(cloud.withoutOrder(2))).isInstanceOf(Activated.class);
            assertThat(state(store, 1)).isEqualTo(CardState.CARD_STATE_BLOCKED);
        }
        assertThat(files(".*\\.bin")).containsExactly("delta-1-2.bin", "delta-2-3.bin");
        try (SnapshotStore store = open()) {
            assertThat(store.active().orElseThrow().version()).isEqualTo(3);
            assertThat(state(store, 1)).isEqualTo(CardState.CARD_STATE_BLOCKED);
            assertThat(
                            store.active()
                                    .orElseThrow()
                                    .orders()
                                    .lookup(Cloud.card(2))
                                    .orElseThrow()
                                    .orders())
                    .isEmpty();
            assertThat(store.applyDelta(cloud.delta(Cloud.cardRow(1, CardState.CARD_STATE_ACTIVE))))
                    .isInstanceOf(Activated.class);
        }
    }

    @Test
    void deltas_areFoldedIntoANewBaseAndThePreviousOneIsKept() throws IOException {
        int last = 2 * SnapshotStore.COMPACT_AFTER + 5;
        try (SnapshotStore store = open()) {
            store.applyFull(cloud.full());
            for (int i = 2; i <= last; i++) {
                Delta delta =
                        cloud.delta(
                                Cloud.cardRow(
                                        1,
                                        i % 2 == 0
                                                ? CardState.CARD_STATE_LOST
                                                : CardState.CARD_STATE_ACTIVE));
                assertThat(store.applyDelta(delta)).isInstanceOf(Activated.class);
            }
        }
        assertThat(files("snapshot-.*\\.db")).hasSize(2);
        assertThat(files(".*\\.bin")).hasSizeLessThan(SnapshotStore.COMPACT_AFTER + 10);
        try (SnapshotStore store = open()) {
            assertThat(store.active().orElseThrow().version()).isEqualTo(last);
        }
    }

    @Test
    void folding_thatThrowsIsTriedAgainAfterTheNextDelta() throws IOException {
        List<RuntimeException> failures = new ArrayList<>();
        Path stray = folder.resolve("snapshot-9999999999999999999-0123456789abcdef.db");
        try (SnapshotStore store =
                SnapshotStore.open(
                        folder,
                        Cloud.SCHOOL,
                        cloud.keys(),
                        work -> {
                            try {
                                work.run();
                            } catch (RuntimeException e) {
                                failures.add(e);
                            }
                        })) {
            store.applyFull(cloud.full());
            Files.createFile(stray); // a version that is no long: not an IOException
            for (int i = 0; i < SnapshotStore.COMPACT_AFTER; i++) {
                store.applyDelta(cloud.delta(Cloud.cardRow(1, CardState.CARD_STATE_LOST)));
            }
            assertThat(failures).hasSize(1);
            Files.delete(stray);

            store.applyDelta(cloud.delta(Cloud.cardRow(1, CardState.CARD_STATE_ACTIVE)));
            assertThat(failures).hasSize(1);
            assertThat(files("snapshot-%d-.*".formatted(cloud.version()))).hasSize(1);
        }
    }

    private static void refused(SnapshotOutcome outcome, boolean needFull, String why) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> {
                            assertThat(refused.why()).contains(why);
                            assertThat(refused.needFull()).isEqualTo(needFull);
                        });
    }

    @Test
    void forgedSignature_isRefused() {
        try (SnapshotStore store = open()) {
            SnapshotBody body = cloud.full();
            SignedManifest signed = body.getManifest();
            byte[] wrong = signed.getSignature().toByteArray();
            wrong[3] ^= 1;
            refused(
                    store.applyFull(
                            body.toBuilder()
                                    .setManifest(
                                            signed.toBuilder()
                                                    .setSignature(ByteString.copyFrom(wrong)))
                                    .build()),
                    false,
                    "signature");
            refused(store.applyFull(new Cloud().child(1).full()), false, "signature"); // own key
            refused(
                    store.applyFull(
                            body.toBuilder()
                                    .setManifest(signed.toBuilder().setKeyId("key-2"))
                                    .build()),
                    false,
                    "unknown key 'key-2'");
            assertThat(store.active()).isEmpty();
        }
    }

    @Test
    void anotherSchoolsSnapshot_isRefused() {
        try (SnapshotStore store =
                SnapshotStore.open(
                        folder, new SchoolId("bluefield"), cloud.keys(), Runnable::run)) {
            refused(store.applyFull(cloud.full()), false, "school 'greenfield'");
        }
    }

    @Test
    void rowsThatDoNotFitTheManifest_areRefusedAndFullIsAskedFor() {
        try (SnapshotStore store = open()) {
            SnapshotBody body = cloud.full();
            refused(
                    store.applyFull(body.toBuilder().setRows(0, body.getRows(1)).build()),
                    true,
                    "9 rows, its manifest says 10");
            ByteString changed = Cloud.orderRow(3, OrderState.ORDER_STATE_CANCELLED).toByteString();
            int order = body.getRowsCount() - 2; // orders come before students and the window
            SnapshotBody.Builder other = body.toBuilder();
            for (int i = 0; i < body.getRowsCount(); i++) {
                if (body.getRows(i)
                        .equals(
                                Cloud.orderRow(3, OrderState.ORDER_STATE_CONFIRMED)
                                        .toByteString())) {
                    order = i;
                }
            }
            refused(store.applyFull(other.setRows(order, changed).build()), true, "digest");
            refused(
                    store.applyFull(
                            body.toBuilder().setRows(0, ByteString.copyFromUtf8("no")).build()),
                    true,
                    "row");
            assertThat(store.active()).isEmpty();
            assertThat(files(".*")).isEmpty(); // nothing was written
            assertThat(store.applyFull(body)).isInstanceOf(Activated.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void senselessButSignedSnapshot_isRefused() {
        cloud.put(Cloud.cardRow(4, CardState.CARD_STATE_ACTIVE));
        try (SnapshotStore store = open()) {
            SnapshotBody body = cloud.full();
            refused(
                    store.applyFull(
                            body.toBuilder()
                                    .setManifest(
                                            cloud.sign(
                                                    cloud.manifest().setZone("Mars/Base").build()))
                                    .build()),
                    false,
                    "Mars/Base");
        }
    }

    @Test
    void deltas_thatDoNotFitAreRefusedAndTheHeldOneStays() {
        try (SnapshotStore store = open()) {
            refused(
                    store.applyDelta(cloud.delta(Cloud.cardRow(1, CardState.CARD_STATE_LOST))),
                    true,
                    "no snapshot is held");
            store.applyFull(cloud.full());
            Delta skipped = cloud.delta(Cloud.cardRow(1, CardState.CARD_STATE_LOST));
            Delta next = cloud.delta(Cloud.cardRow(2, CardState.CARD_STATE_LOST));
            long held = store.active().orElseThrow().version();
            refused(store.applyDelta(next), true, "delta from version " + (held + 1));
            refused(
                    store.applyDelta(
                            skipped.toBuilder()
                                    .setFromDigest(ByteString.copyFrom(new byte[32]))
                                    .build()),
                    true,
                    "delta from version");
            refused(
                    store.applyDelta(
                            skipped.toBuilder()
                                    .setUpserts(
                                            0,
                                            Cloud.cardRow(1, CardState.CARD_STATE_BLOCKED)
                                                    .toByteString())
                                    .build()),
                    true,
                    "digest");
            refused(
                    store.applyDelta(
                            skipped.toBuilder()
                                    .setTo(skipped.getTo().toBuilder().setKeyId("other"))
                                    .build()),
                    true,
                    "unknown key");
            assertThat(store.active().orElseThrow().version()).isEqualTo(held);
            assertThat(store.applyDelta(skipped)).isInstanceOf(Activated.class);
            assertThat(store.applyDelta(next)).isInstanceOf(Activated.class);
            assertThat(store.applyDelta(skipped)).isInstanceOf(Ignored.class); // came twice
        }
    }

    @Test
    void olderAndEqualVersions_areIgnored() {
        try (SnapshotStore store = open()) {
            SnapshotBody old = cloud.full();
            SnapshotBody newer = cloud.full();
            assertThat(store.applyFull(newer)).isInstanceOf(Activated.class);
            assertThat(store.applyFull(old)).isInstanceOf(Ignored.class);
            assertThat(store.applyFull(newer)).isInstanceOf(Ignored.class);
            assertThat(store.active().orElseThrow().version()).isEqualTo(2);
        }
    }

    @Test
    void corruptMapDbFile_isSetAsideAndThePreviousOneServes() throws IOException {
        try (SnapshotStore store = open()) {
            store.applyFull(cloud.full());
            cloud.child(4);
            store.applyFull(cloud.full());
        }
        Path newest = folder.resolve(files("snapshot-2-.*\\.db").getFirst());
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length / 2] ^= 8;
        Files.write(newest, bytes);
        try (SnapshotStore store = open()) {
            assertThat(store.active().orElseThrow().version()).isEqualTo(1);
            assertThat(store.notes().toString()).contains("checksum", ".damaged");
            assertThat(files("snapshot-2-.*\\.db\\.damaged")).hasSize(1);
            cloud.child(5);
            assertThat(store.applyFull(cloud.full())).isInstanceOf(Activated.class); // refetched
        }
        try (SnapshotStore store = open()) {
            assertThat(store.active().orElseThrow().version()).isEqualTo(3);
        }
    }

    @Test
    void corruptDelta_isSetAsideAndTheOnesBeforeItServe() throws IOException {
        try (SnapshotStore store = open()) {
            store.applyFull(cloud.full());
            store.applyDelta(cloud.delta(Cloud.cardRow(1, CardState.CARD_STATE_LOST)));
            store.applyDelta(cloud.delta(Cloud.cardRow(2, CardState.CARD_STATE_LOST)));
        }
        Path second = folder.resolve("delta-2-3.bin");
        byte[] bytes = Files.readAllBytes(second);
        bytes[20] ^= 1;
        Files.write(second, bytes);
        try (SnapshotStore store = open()) {
            assertThat(store.active().orElseThrow().version()).isEqualTo(2);
            assertThat(state(store, 1)).isEqualTo(CardState.CARD_STATE_LOST);
            assertThat(files(".*damaged")).containsExactly("delta-2-3.bin.damaged");
        }
    }

    @Test
    void deltaOnDiskThatIsNotSignedByTheCloud_isSetAside() throws IOException {
        Delta forged;
        try (SnapshotStore store = open()) {
            store.applyFull(cloud.full());
            Delta good = cloud.delta(Cloud.cardRow(1, CardState.CARD_STATE_BLOCKED));
            forged = good.toBuilder().clearUpserts().build(); // keeps the signature, not the change
        }
        new SnapshotFiles(SnapshotDisk.at(folder)).writeDelta(forged, 2);
        try (SnapshotStore store = open()) {
            assertThat(store.active().orElseThrow().version()).isEqualTo(1);
            assertThat(store.notes().toString()).contains("digest");
            assertThat(files(".*damaged")).containsExactly("delta-1-2.bin.damaged");
        }
    }

    @Test
    void unfinishedFiles_areRemovedAtTheStart() throws IOException {
        try (SnapshotStore store = open()) {
            store.applyFull(cloud.full());
        }
        Files.write(folder.resolve("snapshot-2.tmp"), new byte[100]);
        Files.write(folder.resolve("delta-1-2.bin.tmp"), new byte[100]);
        try (SnapshotStore store = open()) {
            assertThat(store.active().orElseThrow().version()).isEqualTo(1);
            assertThat(files(".*tmp")).isEmpty();
        }
    }

    /** Applies a full snapshot and a delta; the fault point ends it where the test says. */
    public static final class Applier {
        public static void main(String[] args) {
            Path folder = Path.of(args[0]);
            Cloud cloud = new Cloud().child(1);
            SnapshotStore store =
                    SnapshotStore.open(folder, Cloud.SCHOOL, cloud.keys(), Runnable::run);
            store.applyFull(cloud.full());
            store.applyDelta(cloud.delta(Cloud.cardRow(1, CardState.CARD_STATE_LOST)));
            System.exit(3); // the fault point was not reached
        }
    }

    @Test
    void crashBetweenWriteAndRename_leavesTheFormerStateAndNoHalfFile() throws Exception {
        for (int arrival = 1; arrival <= 2; arrival++) {
            Path own = Files.createDirectory(folder.resolve("crash-" + arrival));
            Process process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Dhasivu.halt-at=snapshot-written:" + arrival,
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    Applier.class.getName(),
                                    own.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(137);
            try (Stream<Path> left = Files.list(own)) {
                assertThat(left.map(f -> f.getFileName().toString()))
                        .anyMatch(name -> name.endsWith(".tmp"));
            }
            SnapshotFiles files = new SnapshotFiles(SnapshotDisk.at(own));
            assertThat(files.bases()).hasSize(arrival - 1);
            assertThat(files.deltas()).isEmpty();
            for (SnapshotFiles.BaseFile base : files.bases()) {
                assertThat(files.readBase(base).rows()).hasSize(4);
            }
        }
    }
}
