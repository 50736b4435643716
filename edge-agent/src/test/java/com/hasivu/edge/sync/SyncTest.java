package com.hasivu.edge.sync;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.TestAuthority;
import com.hasivu.edge.identity.TestEnrolment;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.protocol.CommandSeal;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.CardRow;
import com.hasivu.protocol.wire.CardState;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.CommandResult;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.Encoding;
import com.hasivu.protocol.wire.ReaderState;
import com.hasivu.protocol.wire.Restart;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.Sealed;
import com.hasivu.protocol.wire.SignedManifest;
import com.hasivu.protocol.wire.SnapshotBody;
import com.hasivu.protocol.wire.SnapshotChunk;
import com.hasivu.protocol.wire.TapRecord;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * Sync on a real journal, a real snapshot store and a real broker; the cloud is {@link TestCloud}.
 */
class SyncTest {
    private static final TestAuthority AUTHORITY = new TestAuthority();
    private static final KeyPair SNAPSHOT_KEYS = TestAuthority.ed25519Pair();

    /** A cloud that is slow, as all is on a busy machine, is not silent. */
    private static final SyncRules QUICK = quick(300);

    private static SyncRules quick(int silentAfter) {
        return new SyncRules(
                1_000,
                4_000,
                4,
                16,
                200,
                300,
                silentAfter,
                300,
                500,
                2_000,
                100,
                50,
                300,
                500,
                1_000);
    }

    @TempDir static Path brokerFolder;
    private static TestBroker broker;
    private static int stations;

    @TempDir Path folder;
    private final List<Long> acked = new CopyOnWriteArrayList<>();
    private final List<Command> commands = new CopyOnWriteArrayList<>();
    private final List<Boolean> links = new CopyOnWriteArrayList<>();
    private final List<String> ended = new CopyOnWriteArrayList<>();
    private final CloudClock clock = new CloudClock(InstantSource.system(), System::nanoTime);
    private Identity identity;
    private Topics topics;
    private TestCloud cloud;
    private Journal journal;
    private SnapshotStore snapshots;
    private Optional<Sync> sync = Optional.empty();
    private volatile List<ReaderState> readers = List.of();

    @BeforeAll
    static void startBroker() {
        broker = new TestBroker(brokerFolder, Optional.of(AUTHORITY));
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void open() {
        String station = "greenfield-c" + ++stations; // each its own retained messages
        identity =
                new TestEnrolment(AUTHORITY, SNAPSHOT_KEYS)
                        .enrol(folder, station, "127.0.0.1", broker.tlsPort);
        topics = new Topics(identity.school(), identity.station());
        cloud = new TestCloud(topics, SNAPSHOT_KEYS, broker.port);
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
        sync.ifPresent(Sync::close);
        snapshots.close();
        journal.close();
        cloud.close();
    }

    @Test
    void tap_reachesTheCloudAtOnceAndTheCursorFollowsItsAck() {
        start();
        await().until(() -> links.contains(true));
        append(1);
        await().until(() -> journal.cursor().sequence() == 1);
        append(3);
        await().until(() -> journal.cursor().sequence() == 4);

        assertThat(cards()).isEqualTo(cardsUpTo(4));
        assertThat(acked).last().isEqualTo(4L);
        await().until(
                        () ->
                                cloud.statuses.stream()
                                        .anyMatch(s -> s.getOnline() && s.getAckedSequence() == 4));
        await().until(() -> clock.state() == ClockState.CLOCK_SYNCED);
    }

    @Test
    void backlog_isDrainedInOrderOverAMutualTlsLink() {
        append(3_000);
        sync =
                Optional.of(
                        Sync.over(
                                        TestEnrolment.credentials(folder),
                                        "localhost",
                                        broker.tlsPort,
                                        parts())
                                .start());
        await().until(() -> journal.cursor().sequence() == 3_000);

        assertThat(cards()).isEqualTo(cardsUpTo(3_000));
    }

    @Test
    void link_isRefusedToABrokerOfAnotherAuthority() {
        new TestEnrolment(new TestAuthority(), SNAPSHOT_KEYS)
                .enrol(folder.resolve("x"), "greenfield-x", "127.0.0.1", broker.tlsPort);
        sync =
                Optional.of(
                        Sync.over(
                                        TestEnrolment.credentials(folder.resolve("x")),
                                        "127.0.0.1",
                                        broker.tlsPort,
                                        parts())
                                .start());
        await().until(() -> sync.get().status().why().startsWith("no link to ssl://127.0.0.1"));
        await().until(() -> count("connects") >= 2);
        assertThat(links).isEmpty();
    }

    @Test
    void link_isRefusedToAnotherHostOfTheSameAuthority() throws Exception {
        KeyPair pair = TestAuthority.ecPair();
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "other",
                pair.getPrivate(),
                new char[0],
                new Certificate[] {
                    AUTHORITY.issueFor("broker.example", pair.getPublic()), AUTHORITY.certificate
                });
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        try (ServerSocket other = context.getServerSocketFactory().createServerSocket(0)) {
            Thread.ofVirtual()
                    .start(
                            () -> {
                                while (!other.isClosed()) {
                                    try (Socket one = other.accept()) {
                                        one.getInputStream().readAllBytes();
                                    } catch (IOException e) {
                                        // the station hung up, as it should
                                    }
                                }
                            });
            sync =
                    Optional.of(
                            Sync.over(
                                            TestEnrolment.credentials(folder),
                                            "localhost",
                                            other.getLocalPort(),
                                            parts())
                                    .start());
            await().until(
                            () ->
                                    status().why()
                                            .contains(
                                                    "No subject alternative DNS name matching"
                                                            + " localhost"));
            assertThat(links).isEmpty();
        }
    }

    @Test
    void broker_mayBeAwayAndComeBack() {
        start();
        append(5);
        await().until(() -> journal.cursor().sequence() == 5);
        broker.restart(
                () -> {
                    append(20);
                    await().until(() -> !sync.orElseThrow().status().online());
                });
        cloud.reconnect();
        await().until(() -> journal.cursor().sequence() == 25);

        assertThat(cards()).isEqualTo(cardsUpTo(25));
        assertThat(links).containsSequence(true, false, true);
    }

    @Test
    void ack_thatIsLostIsRepairedBySendingAgain() {
        cloud.acks = false;
        start();
        append(10);
        await().until(() -> cloud.committed.size() == 10);
        await().until(() -> count("records-resent") >= 10);
        assertThat(journal.cursor().sequence()).isZero();
        cloud.acks = true;
        await().until(() -> journal.cursor().sequence() == 10);

        assertThat(cloud.committed).hasSize(10);
    }

    @Test
    void snapshot_comesInChunksThenByDeltaAndTheCloudLearnsWhatIsHeld() {
        cloud.snapshot(7, rows(40));
        start();
        await().until(() -> held() == 7);
        cloud.delta(card(99, CardState.CARD_STATE_BLOCKED));
        await().until(() -> held() == 8);

        assertThat(snapshots.active().orElseThrow().digest()).isEqualTo(cloud.digest());
        await().until(
                        () ->
                                cloud.statuses.stream()
                                        .anyMatch(
                                                s ->
                                                        s.getSnapshotVersion() == 8
                                                                && s.getSnapshotDigest()
                                                                        .equals(
                                                                                ByteString.copyFrom(
                                                                                        cloud
                                                                                                .digest()))));
    }

    @Test
    void reader_thatFaresOtherwiseIsToldAtOnce() {
        ReaderState online =
                ReaderState.newBuilder()
                        .setName("counter-1a")
                        .setDriver("rdm6300")
                        .setOnline(true)
                        .build();
        ReaderState offline = online.toBuilder().setOnline(false).setDetail("no cable").build();
        readers = List.of(online);
        start();
        await().until(() -> told(online));
        readers = List.of(offline);
        sync.orElseThrow().readersChanged();
        await().until(() -> told(offline));
    }

    private boolean told(ReaderState reader) {
        return !cloud.statuses.isEmpty()
                && cloud.statuses.getLast().getReadersList().equals(List.of(reader));
    }

    @Test
    void delta_thatDoesNotFitBringsAFullOne() {
        cloud.snapshot(7, rows(3));
        start();
        await().until(() -> held() == 7);
        awaitToldOf(7);
        cloud.snapshot(9, rows(5));
        cloud.delta(card(99, CardState.CARD_STATE_LOST)); // from 9, which is not held
        await().until(() -> held() == 10);

        assertThat(cloud.requests).anyMatch(request -> request.getFull());
    }

    @Test
    void notice_ofANewerSnapshotThatDoesNotComeIsAskedFor() {
        cloud.snapshot(7, rows(3));
        start();
        await().until(() -> held() == 7);
        awaitToldOf(7);
        cloud.snapshot(8, rows(4));
        cloud.notice();
        await().until(() -> held() == 8);

        assertThat(cloud.requests).anyMatch(request -> request.getWhy().equals("notice"));
    }

    @Test
    void garbage_isCountedAndChangesNothing() {
        cloud.snapshot(7, rows(3));
        start();
        append(3);
        await().until(() -> held() == 7 && journal.cursor().sequence() == 3);

        byte[] noise = new byte[300];
        new Random(1).nextBytes(noise);
        for (String topic :
                List.of(topics.acks(), topics.time(), topics.delta(), topics.manifest())) {
            cloud.send(topic, noise, false);
            cloud.send(topic, new byte[Wire.MAX_SEALED + 1], false);
        }
        cloud.send(topics.chunk(8, 0), noise, false);
        cloud.send(topics.acks().replace("acks", "unheard-of"), noise, false);
        cloud.send(topics.acks(), sealed(9, 0, new byte[0]), false); // another major version
        cloud.send(topics.acks(), sealed(1, 1 << 30, new byte[0]), false); // a bomb's size
        cloud.send(
                topics.acks(),
                Wire.seal(Ack.newBuilder().setEpoch(journal.epoch() + 1).setUpTo(3).build()),
                false);
        cloud.send(
                topics.delta(),
                Wire.seal(
                        Delta.newBuilder()
                                .setTo(SignedManifest.newBuilder().setKeyId("k1"))
                                .setFromVersion(7)
                                .build()),
                false);
        byte[] forged = Wire.seal(SnapshotBody.newBuilder().addRows(ByteString.empty()).build());
        cloud.send(
                topics.chunk(99, 0),
                Wire.seal(
                        SnapshotChunk.newBuilder()
                                .setVersion(99)
                                .setCount(1)
                                .setData(ByteString.copyFrom(forged))
                                .build()),
                false);

        await().until(() -> count("snapshots-refused") >= 2);
        append(1);
        await().until(() -> journal.cursor().sequence() == 4);
        assertThat(held()).isEqualTo(7);
        assertThat(count("dropped-malformed")).isGreaterThanOrEqualTo(5);
        assertThat(count("dropped-too-large")).isEqualTo(5);
        assertThat(count("dropped-unknown-version")).isEqualTo(1);
        assertThat(count("dropped-forged")).isEqualTo(1);
        assertThat(count("dropped-unknown-topic")).isEqualTo(1);
        assertThat(count("failures")).isZero();
    }

    @Test
    void command_isHeardOnlyWhenItIsTheCloudsAndForThisStation() {
        start();
        await().until(() -> links.contains(true));
        Command own =
                Command.newBuilder()
                        .setId("c1")
                        .setSchool(topics.school().value())
                        .setStation(topics.station().value())
                        .setRestart(Restart.getDefaultInstance())
                        .build();
        cloud.command(
                CommandSeal.sign(
                        own.toByteArray(), "k1", TestAuthority.ed25519Pair().getPrivate()));
        cloud.command(own.toBuilder().setStation("another-c1").build());
        cloud.command(own.toBuilder().setSchool("another").build());
        cloud.command(own.toBuilder().setId("../c1").build());
        cloud.command(own);
        await().until(() -> !commands.isEmpty());
        assertThat(commands).containsExactly(own);
        assertThat(count("dropped-forged")).isEqualTo(3);
        assertThat(count("dropped-malformed")).isEqualTo(1);
    }

    @Test
    void result_reachesTheCloudAlsoWhenItWasToldBeforeTheLinkOrAtTheEnd() {
        CommandResult early = CommandResult.newBuilder().setId("early").build();
        CommandResult late = CommandResult.newBuilder().setId("late").build();
        MqttLink.Door door = new PahoDoor("127.0.0.1", broker.port, topics, Optional.empty());
        sync = Optional.of(new Sync(topics, identity, door, parts(), QUICK));
        sync.get().tell(early);
        sync.get().start();
        await().until(() -> cloud.results.equals(List.of(early)));
        sync.get().tell(late);
        sync.get().close();
        await().until(() -> cloud.results.contains(late));
    }

    @Test
    void ack_withAForeignHashSendsTheRestToTheReviewAndKeepsTheCursor() {
        cloud.acks = false;
        start();
        append(3);
        await().until(() -> cloud.committed.size() == 3);
        cloud.send(
                topics.acks(),
                Wire.seal(
                        Ack.newBuilder()
                                .setEpoch(journal.epoch())
                                .setUpTo(2)
                                .setHashAtUpTo(ByteString.copyFrom(new byte[32]))
                                .build()),
                false);
        await().until(() -> !status().halted().isEmpty());
        assertThat(ended).isEmpty(); // nothing was said of the records it sent
        cloud.acks = true;
        append(5);
        await().until(() -> ended.size() == 1);

        assertThat(count("records-sent")).isGreaterThanOrEqualTo(8);
        assertThat(journal.cursor().sequence()).isZero();
        assertThat(status().halted()).contains("the cloud's hash at record 2");
    }

    @Test
    void quarantine_stopsTheEpoch() {
        cloud.quarantine = "forked at 2";
        start();
        append(3);
        await().until(() -> status().halted().contains("forked at 2"));
        await().until(() -> ended.size() == 1);
        assertThat(ended.getFirst()).contains("forked at 2");
        assertThat(journal.cursor().sequence()).isZero();
    }

    @Test
    void silence_rebuildsTheLink() {
        cloud.answersTime = false;
        start(quick(3));
        await().until(() -> count("silent-links") >= 1);
        cloud.answersTime = true;
        append(1);
        await().until(() -> journal.cursor().sequence() == 1);
        assertThat(links).contains(false);
    }

    @Test
    void close_saysGoodbye() {
        start();
        await().until(() -> cloud.statuses.stream().anyMatch(s -> s.getOnline()));
        sync.orElseThrow().close();
        await().until(() -> !cloud.statuses.getLast().getOnline());
    }

    /** So the cloud has answered whatever the station asked until then, and asked twice. */
    private void awaitToldOf(long version) {
        await().until(
                        () ->
                                cloud.statuses.stream()
                                        .anyMatch(s -> s.getSnapshotVersion() == version));
    }

    private void start() {
        start(QUICK);
    }

    private void start(SyncRules rules) {
        MqttLink.Door door = new PahoDoor("127.0.0.1", broker.port, topics, Optional.empty());
        sync = Optional.of(new Sync(topics, identity, door, parts(), rules).start());
    }

    private SyncEngine.Parts parts() {
        SyncListener listener =
                new SyncListener() {
                    @Override
                    public void link(boolean up) {
                        links.add(up);
                    }

                    @Override
                    public void acked(long sequence, boolean all) {
                        acked.add(sequence);
                    }

                    @Override
                    public void ended(String why, long last) {
                        ended.add(why);
                    }

                    @Override
                    public void command(Command command) {
                        commands.add(command);
                    }
                };
        return new SyncEngine.Parts(
                journal,
                snapshots,
                clock,
                77,
                listener,
                new Random(1),
                InstantSource.system(),
                System::nanoTime,
                () -> readers);
    }

    private SyncStatus status() {
        return sync.orElseThrow().status();
    }

    private long count(String what) {
        Map<String, Long> counters = status().counters();
        return counters.getOrDefault(what, 0L);
    }

    private long held() {
        return snapshots.active().map(Snapshot::version).orElse(0L);
    }

    private void append(int records) {
        for (int i = 0; i < records; i++) {
            long next = journal.lastSequence() + 1;
            TapRecord tap =
                    TapRecord.newBuilder()
                            .setReader("r")
                            .setCard(
                                    ByteString.copyFrom(
                                            Long.toString(next), StandardCharsets.US_ASCII))
                            .build();
            journal.append(1, tap.toByteArray());
        }
    }

    private List<String> cards() {
        return cloud.committed.stream().map(tap -> tap.getCard().toStringUtf8()).toList();
    }

    private static List<String> cardsUpTo(long last) {
        return LongStream.rangeClosed(1, last).mapToObj(Long::toString).toList();
    }

    private static List<Row> rows(int cards) {
        return IntStream.range(0, cards)
                .mapToObj(i -> card(i, CardState.CARD_STATE_ACTIVE))
                .toList();
    }

    private static Row card(int number, CardState state) {
        return Row.newBuilder()
                .setCard(
                        CardRow.newBuilder()
                                .setUid(ByteString.copyFrom(new byte[] {4, 1, 2, (byte) number}))
                                .setState(state))
                .build();
    }

    private static byte[] sealed(int major, int size, byte[] body) {
        return Sealed.newBuilder()
                .setMajor(major)
                .setEncoding(Encoding.ENCODING_ZSTD)
                .setSize(size)
                .setBody(ByteString.copyFrom(body))
                .build()
                .toByteArray();
    }
}
