package com.hasivu.cloud.snapshots;

import static com.hasivu.cloud.schema.Tables.ORDERS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.devices.Desk;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.fault.FaultPoint;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.ManifestNotice;
import com.hasivu.protocol.wire.SnapshotChunk;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Two cloud nodes make the versions of one school, in turns, and know each other's. */
class NodesTest {
    @TempDir Path folder;

    private final List<Sent> sent = new ArrayList<>();

    private record Sent(String topic, byte[] payload, Publisher.Delivery delivery) {}

    /** One school, one station that holds the first version, two nodes. */
    private final class Stage implements AutoCloseable {
        final Desk desk;
        final SnapshotKey key = SnapshotKey.open(folder.resolve("snapshot-key.pem"));
        final Topics station;
        final SchoolSnapshots one;
        final SchoolSnapshots two;
        final StudentId student;
        final Receiver receiver;

        Stage(Engine engine) throws Exception {
            desk = new Desk(engine, folder);
            station = desk.station("c1");
            student = desk.student("Asha");
            desk.change(tx -> desk.card(tx, "04A1B2C3", student, "active"));
            one = node();
            two = node();
            PublicKey publicKey =
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(
                                    new X509EncodedKeySpec(
                                            Base64.getDecoder().decode(key.publicKey())));
            receiver = new Receiver(Desk.SCHOOL.value(), Map.of(key.id(), publicKey));
            two.refresh(true);
            one.answer(station, receiver.request(false));
            for (Sent chunk : drain("/snapshot/chunk/")) {
                receiver.take(Wire.open(chunk.payload(), SnapshotChunk.parser()));
            }
            assertThat(receiver.held().getVersion()).isPositive();
        }

        private SchoolSnapshots node() {
            return Nodes.at(
                    desk,
                    key,
                    (topic, payload, delivery) -> sent.add(new Sent(topic, payload, delivery)));
        }

        int waiting() {
            return desk.database
                    .read(tx -> desk.outbox.pending(tx, Desk.SCHOOL, Outbox.SCHOOL_CHANGED, 100))
                    .size();
        }

        void order(String state) {
            desk.change(tx -> desk.order(tx, student, state, Desk.DAY));
        }

        @Override
        public void close() throws Exception {
            desk.close();
        }
    }

    private List<Sent> drain(String part) {
        List<Sent> taken = sent.stream().filter(it -> it.topic().contains(part)).toList();
        sent.clear();
        return taken;
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void turns_reachTheStationAsDeltasAndNeverAsTheWhole(Engine engine) throws Exception {
        try (Stage stage = new Stage(engine)) {
            for (int turn = 0; turn < 10; turn++) {
                stage.desk.clock.advance(Duration.ofSeconds(2));
                stage.order("confirmed");
                (turn % 3 == 0 ? stage.one : stage.two).refresh(false);
                List<Sent> deltas = drain("/delta");
                assertThat(deltas).as("turn %d", turn).hasSize(1);
                assertThat(
                                stage.receiver.take(
                                        Wire.open(deltas.getFirst().payload(), Delta.parser())))
                        .as("turn %d", turn)
                        .isTrue();
            }
        }
    }

    /** The node's process is gone. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    /** What takes a change out of the outbox and what comes of it are one transaction. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void change_hasOneEffectWhenItsConsumerDiesBetweenRemovalAndEffect(Engine engine)
            throws Exception {
        try (Stage stage = new Stage(engine)) {
            stage.one.refresh(true);
            long before = stage.one.known();
            stage.order("confirmed");
            Thread mine = Thread.currentThread();
            FaultPoint.watch(
                    point -> {
                        if (point == FaultPoint.OUTBOX_CONSUMED && Thread.currentThread() == mine) {
                            throw new Killed();
                        }
                    });
            try {
                assertThatThrownBy(() -> stage.one.refresh(true)).isInstanceOf(Killed.class);
            } finally {
                FaultPoint.unwatch();
            }
            assertThat(stage.waiting()).as("nobody has heard it").isPositive();
            sent.clear();
            stage.two.refresh(true);
            assertThat(drain("/delta")).hasSize(1);
            assertThat(stage.two.known()).isEqualTo(before + 1);
            assertThat(stage.waiting()).isZero();
            stage.one.refresh(true);
            assertThat(stage.one.known()).as("once").isEqualTo(before + 1);
            assertThat(drain("/delta")).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void request_isAnsweredWithWhatTheOtherNodeMade(Engine engine) throws Exception {
        try (Stage stage = new Stage(engine)) {
            stage.order("confirmed");
            stage.two.refresh(true);
            stage.order("confirmed");
            stage.two.refresh(true);
            sent.clear();
            stage.one.answer(stage.station, stage.receiver.request(false));
            List<Sent> deltas = drain("/delta");
            assertThat(deltas).hasSize(1);
            assertThat(stage.receiver.take(Wire.open(deltas.getFirst().payload(), Delta.parser())))
                    .isTrue();
            assertThat(stage.receiver.held().getVersion()).isEqualTo(stage.two.known());
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void retainedManifest_isTheNewestAfterANodeThatWasBehindHasANewLink(Engine engine)
            throws Exception {
        try (Stage stage = new Stage(engine)) {
            stage.order("confirmed");
            stage.two.refresh(true);
            sent.clear();
            assertThat(stage.one.linkUp()).isTrue();
            List<Sent> notices = drain("/manifest");
            assertThat(notices).hasSize(1);
            Manifest retained =
                    Manifest.parseFrom(
                            Wire.open(notices.getFirst().payload(), ManifestNotice.parser())
                                    .getManifest()
                                    .getManifest());
            assertThat(retained.getVersion()).isEqualTo(stage.two.known());
            assertThat(stage.one.known()).isEqualTo(stage.two.known());
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void deliveries_shareOneVersionASecondWhicheverNodeTakesThem(Engine engine) throws Exception {
        try (Stage stage = new Stage(engine)) {
            stage.desk.clock.advance(Duration.ofSeconds(2));
            stage.order("confirmed");
            stage.two.refresh(false);
            stage.desk.clock.advance(Duration.ofMillis(100));
            stage.desk.change(tx -> tx.update(ORDERS).set(ORDERS.STATE, "delivered").execute() > 0);
            assertThat(stage.one.refresh(false)).isInstanceOf(SchoolSnapshots.Outcome.Later.class);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void node_thatCannotFollowLetsStationsAskForTheWhole(Engine engine) throws Exception {
        try (Stage stage = new Stage(engine)) {
            stage.order("confirmed");
            stage.two.refresh(true);
            stage.desk.tx(tx -> tx.execute("update snapshot_versions set step = null"));
            sent.clear();
            stage.order("confirmed");
            stage.one.refresh(true);
            assertThat(sent).noneMatch(it -> it.topic().endsWith("/delta"));
            sent.clear();
            stage.one.answer(stage.station, stage.receiver.request(false));
            assertThat(drain("/snapshot/chunk/")).isNotEmpty();
        }
    }
}
