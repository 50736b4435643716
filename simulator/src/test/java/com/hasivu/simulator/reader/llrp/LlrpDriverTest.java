package com.hasivu.simulator.reader.llrp;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.contract.TlsAuthority;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.ReaderLoop;
import com.hasivu.reader.supervisor.ReaderStatus;
import com.hasivu.reader.supervisor.ReaderStatusListener;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.TestOfThree;
import com.hasivu.simulator.reader.llrp.LlrpEmulator.Quirk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ServerSocketFactory;

/** What only this family can do, over a real connection. What all do is in the contract. */
@Timeout(240)
class LlrpDriverTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final CardId CARD = new CardId("3005FB63AC1F3841EC880467");
    private static final CardId NEIGHBOUR = new CardId("300833B2DDD906C000000000");

    @TempDir private Path folder;

    private final List<Arrival> taps = new CopyOnWriteArrayList<>();
    private final List<ReaderStatus> changes = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"E2801160", "E28011606000", "E2801160600002054E1D8A1200112233"})
    void epcs_ofEverySizeAreRead(String epc) {
        try (var reader = reader();
                var loop = loop(reader, Map.of())) {
            reader.present(new CardId(epc));
            await("a tap", SOON, () -> !taps.isEmpty());
            assertThat(taps).singleElement().extracting(tap -> tap.card().hex()).isEqualTo(epc);
            assertThat(loop).isNotNull();
        }
    }

    @ParameterizedTest
    @EnumSource(Quirk.class)
    void readers_thatDifferAreRead(Quirk quirk) {
        try (var reader = reader(quirk);
                var loop = loop(reader, Map.of())) {
            reader.present(CARD);
            await("a tap", SOON, () -> !taps.isEmpty());
            assertThat(loop).isNotNull();
            assertThat(faults).isEmpty();
        }
    }

    @TestOfThree
    void power_isTheMostThatIsAllowed() {
        try (var reader = reader();
                var loop = loop(reader, Map.of("power-dbm", "25"))) {
            await("online", SOON, this::isOnline);
            assertThat(reader.powerDbm()).contains(25.0);
            assertThat(((ReaderStatus.Online) changes.getFirst()).detail())
                    .isEqualTo("Impinj model 2001002, firmware 5.14.0.240, at 25.00 dBm");
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void power_thatTheReaderCannotGoDownToKeepsItOffline() {
        try (var reader = reader();
                var loop = loop(reader, Map.of("power-dbm", "5"))) {
            await("offline", SOON, () -> !changes.isEmpty());
            assertThat(why(changes.getFirst())).contains("10.00 dBm", "power-dbm: 10");
            assertThat(reader.powerDbm()).as("nothing is read").isEmpty();
            assertThat(loop).isNotNull();
        }
    }

    @Test
    void power_isLowUnlessSetOtherwise() {
        try (var reader = reader();
                var loop = loop(reader, Map.of("antenna", "2", "tag-crc", "false"))) {
            await("online", SOON, this::isOnline);
            assertThat(reader.powerDbm()).contains(10.0);
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void anAntennaThatTheReaderHasNot_isNamedByTheReader() {
        try (var reader = reader();
                var loop = loop(reader, Map.of("antenna", "9"))) {
            await("refused", SOON, () -> !changes.isEmpty());
            assertThat(why(changes.getFirst()))
                    .contains("refuses ADD_ROSPEC", "out of range", "no such antenna");
            assertThat(loop).isNotNull();
        }
    }

    @Test
    void tls_isTakenWithAnAuthority() {
        var authority = new TlsAuthority();
        String ca = authority.writeTo(folder.resolve("ca.pem")).toString();
        var sockets = authority.reader("127.0.0.1").getServerSocketFactory();
        try (var reader = reader(sockets);
                var loop = loop(reader, Map.of("tls-ca", ca, "connect-ms", "10000"))) {
            reader.present(CARD);
            await("a tap over TLS", SOON, () -> !taps.isEmpty());
            reader.unplug();
            await("offline", SOON, () -> !isOnline());
            reader.plugIn();
            await("online again", SOON, this::isOnline);
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void aMuteReader_isOfflineAfterThreeKeepalivesAndOnlineWhenItSpeaks() {
        try (var reader = reader();
                var loop = loop(reader, Map.of("keepalive-ms", "100"))) {
            await("online", SOON, this::isOnline);
            reader.mute(true);
            await("offline", SOON, () -> !isOnline());
            assertThat(why(changes.get(1))).contains("has said nothing for 350 ms");
            reader.mute(false);
            await("online again", SOON, this::isOnline);
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void keepalives_keepAQuietLinkUp() {
        try (var reader = reader();
                var loop = loop(reader, Map.of("keepalive-ms", "200"))) {
            await("online", SOON, this::isOnline);
            long since = System.nanoTime();
            await("quiet for long", SOON, () -> System.nanoTime() - since > 2_000_000_000);
            assertThat(changes).singleElement().isInstanceOf(ReaderStatus.Online.class);
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void aStaleSession_isNamedAndWaitedFor() {
        try (var reader = reader()) {
            reader.keepStaleSessions(Duration.ofSeconds(1));
            try (var before = loop(reader, Map.of())) {
                await("online", SOON, this::isOnline);
                assertThat(before).isNotNull();
            }
            changes.clear();
            try (var loop = loop(reader, Map.of())) {
                await("turned away", SOON, () -> !changes.isEmpty());
                assertThat(why(changes.getFirst())).contains("in use", "session that broke off");
                reader.keepStaleSessions(Duration.ZERO);
                await("taken in the end", SOON, this::isOnline);
                assertThat(loop).isNotNull();
            }
        }
    }

    /** The ROSpec's id tells; of a reader that leaves it out, the time. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void reportsOfBefore_serveNobody(boolean idTold) {
        try (var reader = idTold ? reader() : reader(Quirk.NO_ROSPEC_ID)) {
            var sent = new AtomicInteger();
            try (var before = loop(reader, Map.of())) {
                reader.present(CARD);
                await("a tap", SOON, () -> taps.size() == 1);
                assertThat(before).isNotNull();
            }
            reader.deliver(
                    frame -> {
                        sent.incrementAndGet();
                        return List.of(frame);
                    });
            // the reader reads on, and keeps what it reads
            long away = System.nanoTime();
            await("reads nobody hears", SOON, () -> System.nanoTime() - away > 700_000_000);
            reader.remove();
            taps.clear();
            faults.clear();
            try (var loop = loop(reader, Map.of())) {
                await("history", SOON, () -> faults.contains("history"));
                reader.present(NEIGHBOUR);
                await("the next card's tap", SOON, () -> !taps.isEmpty());
                assertThat(taps).extracting(Arrival::card).containsExactly(NEIGHBOUR);
                assertThat(loop).isNotNull();
            }
        }
    }

    /** Another client wanted reports held: they come when we are ready, and are still its own. */
    @ParameterizedTest
    @ValueSource(strings = {"0006 9600", "0006 1600"}) // with the ROSpec's id, and without
    void reportsOfAnotherClient_serveNobodyWhenTheyComeLate(String content) throws IOException {
        try (var reader = reader()) {
            try (var other = new LlrpClient(reader)) {
                other.hear(63);
                other.ask(3, 1, "00 00E2 0005 80", 13);
                other.takes(20, LlrpClient.ROSPEC.replace("0006 1600", content));
                other.takes(24, "00000007");
                other.takes(22, "00000007");
                reader.present(CARD);
                other.hear(61);
            }
            long away = System.nanoTime();
            await("reads nobody hears", SOON, () -> System.nanoTime() - away > 700_000_000);
            reader.remove();
            try (var loop = loop(reader, Map.of())) {
                await("history", SOON, () -> faults.contains("history"));
                reader.present(NEIGHBOUR);
                await("the next card's tap", SOON, () -> !taps.isEmpty());
                assertThat(taps).extracting(Arrival::card).containsExactly(NEIGHBOUR);
                assertThat(loop).isNotNull();
            }
        }
    }

    @Test
    void aTagInTheQueue_isNotServedAndDoesNotKeepTheNearestFromIt() {
        try (var reader = reader();
                var loop = loop(reader, Map.of())) {
            reader.neighbour(NEIGHBOUR, -62);
            await("online", SOON, this::isOnline);
            reader.present(CARD);
            await("a tap", SOON, () -> !taps.isEmpty());
            assertThat(taps).extracting(Arrival::card).containsExactly(CARD);
            assertThat(taps.getFirst().read().strength()).hasValue(70);
            assertThat(loop).isNotNull();
        }
    }

    @Test
    void twoTagsAlikeNear_serveNobody() {
        try (var reader = reader();
                var loop = loop(reader, Map.of())) {
            reader.neighbour(NEIGHBOUR, -46);
            reader.present(CARD);
            await("online", SOON, this::isOnline);
            long since = System.nanoTime();
            await("many reads", SOON, () -> System.nanoTime() - since > 1_500_000_000);
            assertThat(taps).isEmpty();
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void complaintsOfTheReader_areCountedAndItGoesOn() {
        try (var reader = reader();
                var loop = loop(reader, Map.of())) {
            await("online", SOON, this::isOnline);
            reader.antenna(1, false);
            reader.antenna(1, true);
            reader.exception("too hot");
            await("both", SOON, () -> faults.size() == 2);
            assertThat(faults).containsExactly("antenna lost", "reader exception");
            assertThat(changes).hasSize(1);
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void anEndedInventory_andAClosedConnection_areSetUpAnew() {
        try (var reader = reader();
                var loop = loop(reader, Map.of())) {
            await("online", SOON, this::isOnline);
            reader.endInventory();
            await("online again", SOON, () -> changes.size() == 3);
            assertThat(why(changes.get(1))).contains("ended the inventory");
            reader.hangUp();
            await("online once more", SOON, () -> changes.size() == 5);
            assertThat(why(changes.get(3))).contains("closed the connection");
            reader.present(CARD);
            await("a tap", SOON, () -> !taps.isEmpty());
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void somebodyElseWhoTries_isCounted() {
        try (var reader = reader();
                var loop = loop(reader, Map.of())) {
            await("online", SOON, this::isOnline);
            var more = new CopyOnWriteArrayList<ReaderStatus>();
            try (var second =
                    ReaderLoop.of(config(reader, Map.of()), this::tap, (name, now) -> more.add(now))
                            .start()) {
                await("turned away", SOON, () -> !more.isEmpty());
                assertThat(why(more.getFirst())).contains("in use by another client");
                assertThat(second).isNotNull();
            }
            await("the first hears of it", SOON, () -> faults.contains("another client"));
            assertThat(changes).hasSize(1);
            assertThat(loop).isNotNull();
        }
    }

    private boolean isOnline() {
        return !changes.isEmpty() && changes.getLast() instanceof ReaderStatus.Online;
    }

    private static String why(ReaderStatus status) {
        assertThat(status).isInstanceOf(ReaderStatus.Offline.class);
        return ((ReaderStatus.Offline) status).why();
    }

    private static LlrpEmulator reader(Quirk... quirks) {
        return reader(ServerSocketFactory.getDefault(), quirks);
    }

    private static LlrpEmulator reader(ServerSocketFactory sockets, Quirk... quirks) {
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return LlrpEmulator.at(sockets, anyPort, Pacing.AT_ONCE, Set.of(quirks));
    }

    private ReaderLoop loop(LlrpEmulator reader, Map<String, String> settings) {
        return ReaderLoop.of(config(reader, settings), this::tap, listener()).start();
    }

    private static ReaderConfig config(LlrpEmulator reader, Map<String, String> settings) {
        return new ReaderConfig("counter-1", "llrp", reader.device(), new HashMap<>(settings));
    }

    private ReaderStatusListener listener() {
        return new ReaderStatusListener() {
            @Override
            public void changed(String reader, ReaderStatus status) {
                changes.add(status);
            }

            @Override
            public void fault(String reader, ReaderEvent.Fault fault) {
                faults.add(fault.what());
            }
        };
    }

    private void tap(Arrival arrival, String reader) {
        taps.add(arrival);
    }
}
