package com.hasivu.simulator.reader.wiegand;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.ReaderLoop;
import com.hasivu.reader.supervisor.ReaderStatus;
import com.hasivu.reader.supervisor.ReaderStatusListener;
import com.hasivu.reader.supervisor.TapListener;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.TestOfThree;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** What is special about a reader that sends a card once, over two bare wires. */
@Timeout(240)
class WiegandOverBusTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final CardId CARD = new CardId("CB98A605");

    @TempDir private Path folder;
    private final List<Arrival> taps = new CopyOnWriteArrayList<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();
    private volatile boolean online;
    private WiegandEmulator reader;

    @BeforeEach
    void setUp() {
        reader = WiegandEmulator.at(folder.resolve("w"), Pacing.AT_ONCE);
    }

    @AfterEach
    void clearUp() {
        reader.close();
    }

    /** Published: rf IDEAS; facility 123 card 4567; computed after H10306 and H10302. */
    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "D41B81, 11101010000011011100000010",
        "7B11D7, 10111101100010001110101110",
        "0265B8, 10000001001100101101110001",
        "CB98A605, 0110010111001100010100110000001011",
        "00001D6F34, 1000000000000001110101101111001101001",
    })
    void emulator_sendsThePublishedBits(String card, String bits) {
        assertThat(new String(WiegandEmulator.frame(new CardId(card)), StandardCharsets.US_ASCII))
                .isEqualTo(bits + "\n");
    }

    @Test
    void emulator_refusesACardOfAnotherSize() {
        assertThatThrownBy(() -> reader.present(new CardId("04A1B2C3D4E5F6")))
                .hasMessageContaining("3, 4 or 5 bytes");
    }

    @TestOfThree
    void tap_comesFromTheOneFrameOfAPresentation() {
        try (var loop = listening(Map.of())) {
            reader.present(CARD);
            await("a tap", SOON, () -> taps.size() == 1);
            assertThat(taps.getFirst().card()).isEqualTo(CARD);
            assertThat(taps.getFirst().read().form()).isEqualTo(CardForm.WIEGAND_34);
        }
    }

    @TestOfThree
    void tap_comesAgainWithTheNextPresentation() {
        try (var loop = listening(Map.of("depart-after-ms", "50"))) {
            reader.present(CARD);
            await("a tap", SOON, () -> taps.size() == 1);
            reader.remove();
            pause(150);
            reader.present(CARD);
            await("a second tap", SOON, () -> taps.size() == 2);
        }
    }

    @TestOfThree
    void confirmTwice_waitsForTheSecondFrame() {
        try (var loop = listening(Map.of("confirm", "twice", "depart-after-ms", "30000"))) {
            reader.present(CARD);
            pause(300);
            assertThat(taps).isEmpty();
            reader.remove();
            pause(50);
            reader.present(CARD);
            await("a tap", SOON, () -> taps.size() == 1);
        }
    }

    @TestOfThree
    void byteOrderReversed_turnsTheUidAround() {
        try (var loop = listening(Map.of("byte-order", "reversed"))) {
            reader.present(new CardId("05A698CB"));
            await("a tap", SOON, () -> taps.size() == 1);
            assertThat(taps.getFirst().card()).isEqualTo(CARD);
        }
    }

    @TestOfThree
    void frame_thatNoiseRunsIntoIsRefusedAndCounted() {
        reader.deliver(frame -> List.of(ascii("?0?"), frame));
        try (var loop = listening(Map.of())) {
            reader.present(CARD);
            await("the fault", SOON, () -> faults.contains("noise"));
            assertThat(taps).isEmpty();
        }
    }

    @TestOfThree
    void keys_areCountedAndServeNobody() {
        try (var loop = listening(Map.of())) {
            reader.key(7);
            await("the fault", SOON, () -> faults.contains("keypad"));
            assertThat(taps).isEmpty();
        }
    }

    /** 34 pulses 1 ms apart and a pause: as a real reader takes its time. */
    @TestOfThree
    void tap_comesAtTheSpeedOfARealReader() throws IOException {
        try (var slow = WiegandEmulator.at(folder.resolve("slow"), Pacing.BAUD_9600);
                var loop = listening(slow.device(), Map.of())) {
            slow.present(CARD);
            await("a tap", SOON, () -> taps.size() == 1);
            assertThat(taps.getFirst().card()).isEqualTo(CARD);
            assertThat(faults).isEmpty();
        }
    }

    private ReaderLoop listening(Map<String, String> settings) {
        return listening(reader.device(), settings);
    }

    private ReaderLoop listening(String device, Map<String, String> settings) {
        var listener = new Listener();
        var loop =
                ReaderLoop.of(
                                new ReaderConfig("counter-1", "wiegand", device, settings),
                                listener,
                                listener)
                        .start();
        await("online", SOON, () -> online);
        pause(60); // past the settling time, as a child comes later than the connection
        return loop;
    }

    private static void pause(long millis) {
        for (long until = System.nanoTime() + millis * 1_000_000; System.nanoTime() < until; ) {
            LockSupport.parkNanos(until - System.nanoTime());
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private final class Listener implements TapListener, ReaderStatusListener {
        @Override
        public void tap(Arrival arrival, String name) {
            taps.add(arrival);
        }

        @Override
        public void history(ReaderEvent.TagSeen read, String name) {}

        @Override
        public void changed(String name, ReaderStatus status) {
            online = status instanceof ReaderStatus.Online;
        }

        @Override
        public void fault(String name, ReaderEvent.Fault fault) {
            faults.add(fault.what());
        }
    }
}
