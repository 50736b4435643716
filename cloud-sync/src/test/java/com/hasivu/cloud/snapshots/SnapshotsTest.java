package com.hasivu.cloud.snapshots;

import static com.hasivu.cloud.schema.Tables.CARDS;
import static com.hasivu.cloud.schema.Tables.ORDERS;
import static com.hasivu.cloud.schema.Tables.OUTBOX;
import static com.hasivu.cloud.schema.Tables.SCHOOLS;
import static com.hasivu.cloud.schema.Tables.SNAPSHOT_HEADS;
import static com.hasivu.cloud.schema.Tables.SNAPSHOT_VERSIONS;
import static com.hasivu.cloud.schema.Tables.STUDENTS;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.devices.Desk;
import com.hasivu.cloud.orders.Handover;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SnapshotRows;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.ManifestNotice;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.SignedManifest;
import com.hasivu.protocol.wire.SnapshotChunk;
import com.hasivu.protocol.wire.SnapshotRequest;
import com.hasivu.protocol.wire.StationStatus;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;

/** E5, E7, S6 at the cloud's end, on both databases. */
class SnapshotsTest {
    @TempDir Path folder;

    @SuppressWarnings("NullAway.Init") // each test begins with open(engine)
    private Desk desk;

    @SuppressWarnings("NullAway.Init")
    private SnapshotKey key;

    @SuppressWarnings("NullAway.Init")
    private SchoolSnapshots snapshots;

    @SuppressWarnings("NullAway.Init")
    private Topics station;

    private final List<Sent> sent = new ArrayList<>();

    private record Sent(String topic, byte[] payload, Publisher.Delivery delivery) {}

    private Desk open(Engine engine) {
        desk = new Desk(engine, folder);
        key = SnapshotKey.open(folder.resolve("snapshot-key.pem"));
        station = desk.station("c1");
        snapshots = restarted();
        return desk;
    }

    private SchoolSnapshots restarted() {
        return Nodes.at(
                desk,
                key,
                (topic, payload, delivery) -> sent.add(new Sent(topic, payload, delivery)));
    }

    private Receiver receiver() {
        try {
            PublicKey publicKey =
                    KeyFactory.getInstance("Ed25519")
                            .generatePublic(
                                    new X509EncodedKeySpec(
                                            Base64.getDecoder().decode(key.publicKey())));
            return new Receiver(Desk.SCHOOL.value(), Map.of(key.id(), publicKey));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private List<Sent> drain(String prefix) {
        List<Sent> taken = sent.stream().filter(one -> one.topic().startsWith(prefix)).toList();
        sent.clear();
        return taken;
    }

    private void whole(Receiver receiver) throws WireException {
        boolean held = false;
        for (Sent one : drain(station.allDown().replace("#", "snapshot/chunk/"))) {
            assertThat(one.payload().length).isLessThanOrEqualTo(Wire.MAX_SEALED);
            held = receiver.take(Wire.open(one.payload(), SnapshotChunk.parser()));
        }
        assertThat(held).isTrue();
    }

    private void start(Receiver receiver) throws WireException {
        snapshots.answer(station, receiver.request(false));
        whole(receiver);
    }

    private SchoolSnapshots.Outcome refresh() {
        return snapshots.refresh(false);
    }

    private NavigableMap<ByteString, ByteString> truth() {
        return desk.database.read(
                tx ->
                        Nodes.source(desk)
                                .rows(
                                        tx,
                                        Desk.SCHOOL,
                                        LocalDate.ofInstant(
                                                desk.clock.instant(),
                                                java.time.ZoneId.of("Asia/Kolkata"))));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void deltas_leadToWhatAFreshBuildGives(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            for (long seed = 1; seed <= 2; seed++) {
                var random = new Random(seed);
                Receiver receiver = receiver();
                start(receiver);
                List<StudentId> students = new ArrayList<>();
                long deltas = 0;
                for (int step = 0; step < 60; step++) {
                    desk.clock.advance(Duration.ofSeconds(2));
                    desk.change(tx -> change(tx, random, students));
                    refresh();
                    for (Sent one : drain(station.delta())) {
                        deltas++;
                        assertThat(receiver.take(Wire.open(one.payload(), Delta.parser())))
                                .as("seed %d step %d", seed, step)
                                .isTrue();
                    }
                    assertThat(receiver.rows())
                            .as("seed %d step %d", seed, step)
                            .isEqualTo(truth());
                    assertThat(receiver.held().getDigest())
                            .isEqualTo(ByteString.copyFrom(SnapshotRows.digest(truth())));
                    if (step % 20
                            == 19) { // away for a while, then a difference over several versions
                        for (int missed = 0; missed < 5; missed++) {
                            desk.clock.advance(Duration.ofSeconds(2));
                            desk.change(tx -> change(tx, random, students));
                            refresh();
                        }
                        sent.clear();
                        snapshots.answer(station, receiver.request(false));
                        List<Sent> answer = drain(station.delta());
                        assertThat(answer).hasSize(1);
                        assertThat(
                                        receiver.take(
                                                Wire.open(
                                                        answer.getFirst().payload(),
                                                        Delta.parser())))
                                .isTrue();
                        assertThat(receiver.rows()).isEqualTo(truth());
                    }
                }
                assertThat(deltas).isGreaterThan(20);
            }
            assertThat(open.count(OUTBOX)).isZero();
            assertThat(open.count(SNAPSHOT_VERSIONS)).isLessThanOrEqualTo(Versions.KEPT);
        }
    }

    private boolean change(org.jooq.DSLContext tx, Random random, List<StudentId> students) {
        if (students.isEmpty() || random.nextInt(4) == 0) {
            StudentId student = desk.student(tx, "child " + random.nextInt());
            students.add(student);
            String uid = "04%010X".formatted(random.nextLong() & 0xFFFFFFFFFFL);
            desk.card(tx, uid, student, "active");
            return true;
        }
        StudentId student = students.get(random.nextInt(students.size()));
        switch (random.nextInt(5)) {
            case 0 -> desk.order(tx, student, "confirmed", Desk.DAY);
            case 1 ->
                    tx.update(CARDS)
                            .set(CARDS.STATE, random.nextBoolean() ? "blocked" : "active")
                            .where(CARDS.STUDENT.eq(student.value()))
                            .execute();
            case 2 ->
                    tx.update(ORDERS)
                            .set(ORDERS.STATE, random.nextBoolean() ? "cancelled" : "ready")
                            .where(ORDERS.STUDENT.eq(student.value()))
                            .execute();
            case 3 -> tx.deleteFrom(CARDS).where(CARDS.STUDENT.eq(student.value())).execute();
            default ->
                    tx.update(STUDENTS)
                            .set(STUDENTS.NAME, "renamed " + random.nextInt())
                            .where(STUDENTS.ID.eq(student.value()))
                            .execute();
        }
        return true;
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void rows_holdTheLeastThatServes(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            StudentId withCard = open.student("Asha");
            StudentId withOrder = open.student("Bela");
            open.student("Nobody needs her");
            open.tx(
                    tx -> {
                        open.card(tx, "04A1B2C3", withCard, "lost");
                        open.order(tx, withOrder, "pending_payment", Desk.DAY);
                        open.order(tx, withOrder, "confirmed", Desk.DAY.plusDays(1));
                        return open.order(tx, withOrder, "delivered", Desk.DAY);
                    });
            Receiver receiver = receiver();
            start(receiver);
            List<Row> rows = new ArrayList<>();
            for (ByteString row : receiver.rows().values()) {
                rows.add(SnapshotRows.parse(row));
            }
            assertThat(rows.stream().filter(Row::hasCard)).hasSize(1);
            assertThat(rows.stream().filter(Row::hasStudent)).hasSize(2);
            assertThat(rows.stream().filter(Row::hasWindow)).hasSize(1);
            assertThat(rows.stream().filter(Row::hasOrder)).hasSize(2);
            assertThat(rows.toString()).doesNotContain("4500", "Nobody needs her");
            assertThat(receiver.held().getSchoolDay()).isEqualTo((int) Desk.DAY.toEpochDay());
            assertThat(receiver.held().getZone()).isEqualTo("Asia/Kolkata");
            assertThat(Instant.ofEpochMilli(receiver.held().getValidUntilMillis()))
                    .isEqualTo("2026-11-23T18:30:00Z");
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void child_isAtTheCountersWhileSomebodyConsentsAndUnderTheNameTheSchoolAllows(Engine engine)
            throws Exception {
        try (Desk open = open(engine)) {
            StudentId student = open.student("Asha Rao");
            open.change(tx -> open.card(tx, "04A1B2C3", student, "active"));
            Receiver receiver = receiver();
            start(receiver);
            assertThat(shown(receiver)).containsExactly("Asha Rao");
            open.change(
                    tx ->
                            tx.update(SCHOOLS)
                                    .set(SCHOOLS.DISPLAY_NAME, "first-and-initial")
                                    .execute());
            follow(receiver);
            assertThat(shown(receiver)).containsExactly("Asha R.");

            long consent =
                    open.tx(
                            tx ->
                                    tx.select(STUDENTS.CONSENT)
                                            .from(STUDENTS)
                                            .fetchSingle(STUDENTS.CONSENT));
            open.tx(tx -> open.students.unconsented(tx, Desk.SCHOOL, student, "user 1"));
            follow(receiver);
            assertThat(shown(receiver)).isEmpty();
            open.tx(tx -> open.students.consented(tx, Desk.SCHOOL, student, consent));
            follow(receiver);
            assertThat(shown(receiver)).containsExactly("Asha R.");
        }
    }

    private void follow(Receiver receiver) throws WireException {
        refresh();
        Delta delta = Wire.open(drain(station.delta()).getLast().payload(), Delta.parser());
        assertThat(receiver.take(delta)).isTrue();
        assertThat(receiver.rows()).isEqualTo(truth());
    }

    private static List<String> shown(Receiver receiver) throws WireException {
        var names = new ArrayList<String>();
        for (ByteString row : receiver.rows().values()) {
            Row parsed = SnapshotRows.parse(row);
            if (parsed.hasStudent()) {
                names.add(parsed.getStudent().getName());
            }
        }
        return names;
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void sameContent_makesNoVersionAndARestartGoesOnAboveTheOldOnes(Engine engine)
            throws Exception {
        try (Desk open = open(engine)) {
            StudentId student = open.student("Asha");
            open.change(tx -> open.card(tx, "04A1B2C3", student, "active"));
            Receiver receiver = receiver();
            start(receiver);
            long version = receiver.held().getVersion();
            open.change(tx -> true);
            refresh();
            assertThat(drain(station.delta())).isEmpty();
            assertThat(head()).isEqualTo(version);

            snapshots = restarted();
            snapshots.answer(station, receiver.request(false));
            assertThat(drain(station.delta())).isEmpty();
            assertThat(head()).isEqualTo(version);
            open.change(tx -> tx.update(CARDS).set(CARDS.STATE, "blocked").execute());
            refresh();
            Delta delta = Wire.open(drain(station.delta()).getFirst().payload(), Delta.parser());
            assertThat(receiver.take(delta)).isTrue();
            assertThat(receiver.held().getVersion()).isEqualTo(version + 1);

            Receiver late = receiver();
            snapshots = restarted();
            start(late);
            assertThat(late.rows()).isEqualTo(receiver.rows());
            assertThat(late.held().getVersion()).isEqualTo(receiver.held().getVersion());
            assertThat(late.held().getDigest()).isEqualTo(receiver.held().getDigest());
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void twoNodes_agreeOnTheVersionAndDoNotDriveEachOtherUp(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            StudentId student = open.student("Asha");
            open.change(tx -> open.card(tx, "04A1B2C3", student, "active"));
            Receiver receiver = receiver();
            start(receiver);
            SchoolSnapshots otherNode = restarted();
            otherNode.answer(station, receiver.request(false));
            open.change(tx -> tx.update(CARDS).set(CARDS.STATE, "blocked").execute());
            refresh();
            Delta delta = Wire.open(drain(station.delta()).getFirst().payload(), Delta.parser());
            assertThat(receiver.take(delta)).isTrue();
            long version = receiver.held().getVersion();
            var status =
                    StationStatus.newBuilder()
                            .setOnline(true)
                            .setSnapshotVersion(version)
                            .setSnapshotDigest(receiver.held().getDigest())
                            .build();

            sent.clear();
            otherNode.compare(station, status);
            snapshots.compare(station, status);
            otherNode.answer(station, receiver.request(false));

            assertThat(head()).isEqualTo(version);
            assertThat(drain(station.allDown().replace("#", "snapshot/chunk/")))
                    .as("the station holds what the other node made: nothing to send")
                    .isEmpty();
        }
    }

    private long head() {
        return desk.database.read(
                tx ->
                        tx.select(SNAPSHOT_HEADS.VERSION)
                                .from(SNAPSHOT_HEADS)
                                .fetchSingle()
                                .value1());
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void request_getsNothingADifferenceOrTheWhole(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            Receiver receiver = receiver();
            start(receiver);
            snapshots.answer(station, receiver.request(false));
            assertThat(sent).isEmpty();
            snapshots.answer(station, receiver.request(true));
            assertThat(drain(station.allDown().replace("#", "snapshot/chunk/"))).isNotEmpty();

            open.change(tx -> open.card(tx, "04A1B2C3", open.student(tx, "Asha"), "active"));
            refresh();
            sent.clear();
            snapshots.answer(station, receiver.request(false));
            assertThat(drain(station.delta())).hasSize(1);
            snapshots.answer(
                    station,
                    SnapshotRequest.newBuilder()
                            .setHaveVersion(receiver.held().getVersion())
                            .setHaveDigest(ByteString.copyFromUtf8("not what we made"))
                            .build());
            assertThat(drain(station.allDown().replace("#", "snapshot/chunk/"))).isNotEmpty();
            snapshots.answer(station, SnapshotRequest.getDefaultInstance());
            whole(receiver);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void deliveriesAlone_waitASecondAndAnythingElseGoesAtOnce(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            StudentId student = open.student("Asha");
            OrderId order = open.order(student, "confirmed");
            OrderId next = open.order(student, "confirmed");
            OrderId third = open.order(student, "confirmed");
            refresh();
            open.clock.advance(Duration.ofSeconds(5));
            long version = head();
            deliver(order);
            refresh();
            assertThat(head()).isEqualTo(version + 1);

            deliver(next);
            assertThat(refresh()).isInstanceOf(SchoolSnapshots.Outcome.Later.class);
            assertThat(head()).isEqualTo(version + 1);
            assertThat(open.count(OUTBOX)).isEqualTo(1);
            open.clock.advance(Duration.ofSeconds(1));
            refresh();
            assertThat(head()).isEqualTo(version + 2);

            deliver(third);
            assertThat(refresh()).isInstanceOf(SchoolSnapshots.Outcome.Later.class);
            open.change(tx -> open.card(tx, "04A1B2C3", student, "blocked"));
            assertThat(refresh()).isInstanceOf(SchoolSnapshots.Outcome.Done.class);
            assertThat(head()).isEqualTo(version + 3);
            assertThat(open.count(OUTBOX)).isZero();
        }
    }

    private void deliver(OrderId order) {
        desk.tx(
                tx ->
                        desk.orders.deliver(
                                tx,
                                List.of(
                                        new Handover(
                                                Desk.SCHOOL,
                                                station.station(),
                                                order,
                                                desk.orders.find(tx, order).orElseThrow().student(),
                                                desk.clock.instant()))));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void midnightOfTheSchool_endsTheDay(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            StudentId student = open.student("Asha");
            open.tx(tx -> open.order(tx, student, "confirmed", Desk.DAY));
            Receiver receiver = receiver();
            start(receiver);
            open.clock.set(Instant.parse("2026-11-23T18:29:59Z"));
            assertThat(snapshots.outlived()).isFalse();
            open.clock.set(Instant.parse("2026-11-23T18:30:00Z")); // midnight in India
            assertThat(snapshots.outlived()).isTrue();
            refresh();
            Delta delta = Wire.open(drain(station.delta()).getFirst().payload(), Delta.parser());
            assertThat(receiver.take(delta)).isTrue();
            assertThat(receiver.held().getSchoolDay()).isEqualTo((int) Desk.DAY.toEpochDay() + 1);
            assertThat(receiver.rows()).hasSize(1);

            open.clock.set(Instant.parse("2026-11-24T19:00:00Z"));
            snapshots.answer(station, receiver.request(false)); // same rows, another day
            delta = Wire.open(drain(station.delta()).getLast().payload(), Delta.parser());
            assertThat(receiver.take(delta)).isTrue();
            assertThat(receiver.held().getSchoolDay()).isEqualTo((int) Desk.DAY.toEpochDay() + 2);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void stationWithAnotherDigest_getsTheWhole(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            Receiver receiver = receiver();
            start(receiver);
            var status =
                    StationStatus.newBuilder()
                            .setOnline(true)
                            .setSnapshotVersion(receiver.held().getVersion())
                            .setSnapshotDigest(receiver.held().getDigest());
            snapshots.compare(station, status.build());
            assertThat(sent).isEmpty();
            snapshots.compare(
                    station, status.setSnapshotDigest(ByteString.copyFromUtf8("bad")).build());
            Receiver repaired = receiver();
            whole(repaired);
            assertThat(repaired.held().getVersion()) // or the station would refuse it
                    .isGreaterThan(receiver.held().getVersion());
            snapshots.compare(station, status.setOnline(false).build());
            assertThat(sent).isEmpty();
            assertThat(open.count(SNAPSHOT_HEADS)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void databaseSetBack_goesOnAboveWhatTheStationHolds(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            Receiver receiver = receiver();
            start(receiver);
            snapshots.answer(
                    station,
                    SnapshotRequest.newBuilder().setHaveVersion(500).setFull(false).build());
            assertThat(head()).isEqualTo(501);
            whole(receiver);
            assertThat(receiver.held().getVersion()).isEqualTo(501);
            snapshots.answer(station, SnapshotRequest.newBuilder().setHaveVersion(-1).build());
            assertThat(head()).isEqualTo(501);
            assertThat(open.count(SNAPSHOT_HEADS)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void forgedSnapshot_isRefusedByTheStation(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            Receiver receiver = receiver();
            start(receiver);
            long version = receiver.held().getVersion();
            open.change(tx -> open.card(tx, "04A1B2C3", open.student(tx, "Asha"), "active"));
            refresh();
            Delta good = Wire.open(drain(station.delta()).getFirst().payload(), Delta.parser());
            SignedManifest foreign =
                    SnapshotKey.open(folder.resolve("another.pem")).sign(receiver.held());
            assertThatThrownBy(() -> receiver.take(good.toBuilder().setTo(foreign).build()))
                    .isInstanceOf(WireException.class);
            SignedManifest renamed = good.getTo().toBuilder().setKeyId("0000").build();
            assertThatThrownBy(() -> receiver.take(good.toBuilder().setTo(renamed).build()))
                    .isInstanceOf(WireException.class);
            assertThat(receiver.take(good.toBuilder().clearUpserts().build())).isFalse();
            assertThat(
                            receiver.take(
                                    good.toBuilder()
                                            .addDeletes(ByteString.copyFromUtf8("wlunch"))
                                            .build()))
                    .isFalse();
            assertThat(receiver.held().getVersion()).isEqualTo(version);
            assertThat(receiver.take(good)).isTrue();
            assertThat(receiver.take(good)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void largeSchool_travelsInChunks(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            var random = new Random(3);
            open.tx(
                    tx -> {
                        for (int i = 0; i < 3000; i++) {
                            StudentId student =
                                    open.student(tx, Long.toHexString(random.nextLong()));
                            open.card(
                                    tx,
                                    "04%012X".formatted(random.nextLong() & 0xFFFFFFFFFFFFL),
                                    student,
                                    "active");
                        }
                        return true;
                    });
            Receiver receiver = receiver();
            snapshots.answer(station, receiver.request(false));
            assertThat(sent.stream().filter(one -> one.topic().contains("/chunk/")).count())
                    .isGreaterThan(1);
            whole(receiver);
            assertThat(receiver.rows()).hasSize(6001);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void manifest_isRetainedForEachEnrolledStation(Engine engine) throws Exception {
        try (Desk open = open(engine)) {
            open.station("c2");
            refresh();
            List<Sent> notices = drain("hasivu");
            assertThat(notices.stream().map(Sent::topic))
                    .containsExactly(
                            station.manifest(), station.manifest().replace("/c1/", "/c2/"));
            assertThat(notices)
                    .allSatisfy(
                            one ->
                                    assertThat(one.delivery())
                                            .isEqualTo(Publisher.Delivery.RETAINED));
            ManifestNotice notice =
                    Wire.open(notices.getFirst().payload(), ManifestNotice.parser());
            assertThat(notice.getManifest().getKeyId()).isEqualTo(key.id());
        }
    }
}
