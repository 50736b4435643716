package com.hasivu.simulator.reader.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.json.ImpinjDriver;
import com.hasivu.reader.json.ZebraDriver;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.TestOfThree;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What only a broker's reader can do, over HiveMQ. */
@Timeout(240)
class ZebraOverMqttTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final CardId CARD = new CardId("E2003411B802011383257C3D");
    private static EmulatedBroker broker;

    @TempDir private Path folder;

    private final List<ReaderEvent> events = new ArrayList<>();
    private ZebraEmulator zebra;

    @BeforeAll
    static void startBroker() {
        broker = EmulatedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void plugIn() {
        zebra = ZebraEmulator.at(new InetSocketAddress("127.0.0.1", 0), broker.address());
    }

    @AfterEach
    void pull() {
        zebra.close();
    }

    @TestOfThree
    void messages_mayHoldBatchesAndLineEnds() throws InterruptedException {
        String now = Instant.now().toString();
        String batch =
                "[\n {\"data\": {\"idHex\": \"e2003411b802011383257c3d\",\n\t\"peakRssi\": -47},\r\n \"timestamp\": \"%s\"},\n{\"data\":{\"idHex\":\"aa0004ef55555555aa21bf43\",\"peakRssi\":-34},\"timestamp\":\"%s\"}\n]\n"
                        .formatted(now, now);
        try (var reader = new ZebraDriver().open(config("zebra", Map.of()))) {
            until(reader, ReaderEvent.LinkUp.class::isInstance);
            zebra.noise(batch.getBytes(StandardCharsets.UTF_8));
            until(reader, event -> cards().size() == 2);
            assertThat(cards()).containsExactly(CARD.hex(), "AA0004EF55555555AA21BF43");
            assertThat(events).noneMatch(ReaderEvent.Fault.class::isInstance);
        }
    }

    /** A message that ends within an object does not spoil the next. */
    @TestOfThree
    void messages_standAlone() throws InterruptedException {
        try (var reader = new ZebraDriver().open(config("zebra", Map.of()))) {
            until(reader, ReaderEvent.LinkUp.class::isInstance);
            zebra.noise("{\"data\":{\"idHex\":\"e200".getBytes(StandardCharsets.UTF_8));
            zebra.present(CARD);
            until(reader, ReaderEvent.TagSeen.class::isInstance);
            assertThat(cards()).containsExactly(CARD.hex());
            assertThat(events).anyMatch(ReaderEvent.Fault.class::isInstance);
        }
    }

    @TestOfThree
    void retainedMessages_areNotHeard() throws InterruptedException {
        byte[] fresh = ZebraEmulator.event(CARD, -40, 1, Instant.now());
        zebra.publish("tevents", fresh, true);
        try (var reader = new ZebraDriver().open(config("zebra", Map.of()))) {
            until(reader, ReaderEvent.LinkUp.class::isInstance);
            zebra.present(new CardId("AA0004EF55555555AA21BF43"));
            until(reader, event -> cards().size() >= 3);
            assertThat(cards()).containsOnly("AA0004EF55555555AA21BF43");
        } finally {
            zebra.publish("tevents", new byte[0], true);
        }
    }

    @TestOfThree
    void silence_countsOnceAHeartbeatHasCome() throws InterruptedException {
        quiet();
        try (var reader = new ZebraDriver().open(config("zebra", Map.of("silence-ms", "700")))) {
            zebra.noise(ZebraEmulator.event(CARD, -40, 1, Instant.now()));
            until(reader, ReaderEvent.TagSeen.class::isInstance);
            assertThat(reader.next(Duration.ofMillis(1_500))).isEmpty();
            zebra.heartbeat();
            until(reader, ReaderEvent.LinkDown.class::isInstance);
            assertThat(((ReaderEvent.LinkDown) events.getLast()).why()).contains("nothing came");
        }
    }

    /** A dead reader behind a living broker: opened anew, it must not look alive. */
    @Test
    void link_isNotUpBeforeTheReaderItselfHasSpoken() throws InterruptedException {
        quiet();
        try (var reader = new ZebraDriver().open(config("zebra", Map.of("silence-ms", "300")))) {
            assertThat(reader.next(Duration.ofMillis(1_000))).isEmpty();
            zebra.heartbeat();
            until(reader, ReaderEvent.LinkUp.class::isInstance);
        }
    }

    /** What was on its way has come when a message behind it has. */
    private void quiet() throws InterruptedException {
        zebra.heartbeats(false);
        try (var reader = new ZebraDriver().open(config("zebra", Map.of()))) {
            while (reader.next(Duration.ofMillis(600)).isPresent()) {}
        }
    }

    @Test
    void open_namesTheFixWhenTheBrokerRefusesTheUser() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "secret\n");
        var settings = Map.of("user", "stranger", "password-file", file.toString());
        assertThatThrownBy(() -> new ZebraDriver().open(config("zebra", settings)).close())
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", zebra.device(), "user")
                .message()
                .doesNotContain("secret");
    }

    /** An R700 may publish to a broker too. */
    @TestOfThree
    void impinj_isHeardByMqttToo() throws InterruptedException {
        try (var reader = new ImpinjDriver().open(config("impinj", Map.of()))) {
            until(reader, ReaderEvent.LinkUp.class::isInstance);
            zebra.noise(ImpinjEmulator.event(CARD, -4100, Instant.now()));
            until(reader, ReaderEvent.TagSeen.class::isInstance);
            assertThat(cards()).containsExactly(CARD.hex());
        }
    }

    @Test
    void family_bringsItsBroker() throws InterruptedException {
        try (var reader = new ZebraFamily().open("127.0.0.1:0", Pacing.AT_ONCE);
                var heard =
                        new ZebraDriver()
                                .open(new ReaderConfig("counter-1", "zebra", reader.device()))) {
            reader.present(CARD);
            until(heard, ReaderEvent.TagSeen.class::isInstance);
            assertThat(cards()).containsExactly(CARD.hex());
        }
    }

    private List<String> cards() {
        return events.stream()
                .filter(ReaderEvent.TagSeen.class::isInstance)
                .map(event -> ((ReaderEvent.TagSeen) event).card().hex())
                .toList();
    }

    private void until(RfidReader reader, Predicate<ReaderEvent> wanted)
            throws InterruptedException {
        long by = System.nanoTime() + SOON.toNanos();
        while (true) {
            var event = reader.next(Duration.ofMillis(50));
            event.ifPresent(events::add);
            if (event.filter(wanted).isPresent()) {
                return;
            }
            assertThat(System.nanoTime() - by)
                    .as(
                            "heard %d events, last %s",
                            events.size(), events.isEmpty() ? "none" : events.getLast())
                    .isNegative();
        }
    }

    private ReaderConfig config(String kind, Map<String, String> settings) {
        return new ReaderConfig("counter-1", kind, zebra.device(), settings);
    }
}
