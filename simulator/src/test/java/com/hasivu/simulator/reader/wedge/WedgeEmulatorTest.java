package com.hasivu.simulator.reader.wedge;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.contract.Watch;
import com.hasivu.reader.wedge.WedgeDriver;
import com.hasivu.simulator.reader.EmulatorBench;
import com.hasivu.simulator.reader.Pacing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

@Timeout(240)
class WedgeEmulatorTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final CardId FIRST = new CardId("00000001");
    private static final CardId CARD = new CardId("02B0A5FD");
    private static final CardId OTHER = new CardId("003B51C6");

    @TempDir private Path folder;

    /**
     * Key "1", as discuss.vlug.narkive.com/gHWmeiHQ captured it: type, code and value of each
     * event. The layout of 24 bytes with one time is that of
     * damnsmallblog.blogspot.com/2019/12/input.html.
     */
    @Test
    void keyboard_tellsTheCapturedEvents() {
        long end = 0x5DFC8715L * 1_000_000 + 0x7CA40 + 3 * 8_000;
        String time = "1587FC5D0000000040CA070000000000";
        String events = HexFormat.of().withUpperCase().formatHex(Keyboard.typed("1", end));
        assertThat(events)
                .startsWith(
                        time
                                + "040004001E000700"
                                + time
                                + "0100020001000000"
                                + time
                                + "0000000000000000")
                .hasSize(2 * 4 * 3 * 24);
        String up = events.substring(2 * 3 * 24, 2 * 2 * 3 * 24);
        assertThat(up.substring(32, 48)).isEqualTo("040004001E000700");
        assertThat(up.substring(80, 96)).isEqualTo("0100020000000000");
        assertThat(up.substring(128, 144)).isEqualTo("0000000000000000");
    }

    @Test
    void heldCard_isTypedOnceAndIsOneTap() {
        try (var reader = WedgeEmulator.at(folder.resolve("w"), Pacing.AT_ONCE);
                var watch = new Watch(new TypingBench(reader))) {
            await("online", SOON, watch::isOnline);
            await(
                    "a first tap",
                    SOON,
                    () -> {
                        reader.present(FIRST); // until the connection has settled
                        return !watch.taps.isEmpty();
                    });
            var typed = new AtomicInteger();
            reader.deliver(
                    frame -> {
                        typed.incrementAndGet();
                        return List.of(frame);
                    });
            reader.present(CARD);
            await("a tap", SOON, () -> watch.taps.size() == 2);
            reader.remove();
            reader.present(OTHER);
            await("the next tap", SOON, () -> watch.taps.size() == 3);
            assertThat(typed.get()).as("lines typed").isEqualTo(2);
            assertThat(watch.cards()).containsExactly(FIRST, CARD, OTHER);
            assertThat(watch.faults.get()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            10d          | 0045131261    | 02B0A5FD   | DECIMAL_10
            13d          | 0004340098557 | 0102B0A5FD | DECIMAL_13
            5+5          | 00688,42493   | 02B0A5FD   | DECIMAL_5_5
            hex          | 04A1B2C3D4E5F6 | 04A1B2C3D4E5F6 | UID
            hex-reversed | FDA5B00201    | 0102B0A5FD | REVERSED
            10d-reversed | 0094804171    | CB98A605   | REVERSED_32
            """)
    void driver_readsEveryForm(String form, String typed, String card, CardForm told)
            throws InterruptedException {
        try (var wedge = WedgeEmulator.at(folder.resolve("w"), Pacing.AT_ONCE);
                RfidReader reader = new WedgeDriver().open(config(wedge, Map.of("form", form)))) {
            wedge.type(typed);
            assertThat(reader.next(SOON)).containsInstanceOf(ReaderEvent.LinkUp.class);
            var seen = (ReaderEvent.TagSeen) reader.next(SOON).orElseThrow();
            assertThat(seen.card().hex()).isEqualTo(card);
            assertThat(seen.read().form()).isEqualTo(told);
            assertThat(seen.weakCheck()).isFalse();
        }
    }

    @Test
    void open_refusesWhatIsNoInputDevice() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        var config = new ReaderConfig("counter-1", "wedge", file.toString());
        assertThatThrownBy(() -> new WedgeDriver().open(config))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", file.toString(), "no input device");
    }

    private static ReaderConfig config(WedgeEmulator reader, Map<String, String> settings) {
        return new ReaderConfig("counter-1", "wedge", reader.device(), settings);
    }

    /** With the driver's own settings. */
    private static final class TypingBench extends EmulatorBench {
        private final WedgeEmulator reader;

        TypingBench(WedgeEmulator reader) {
            super(new WedgeDriver(), reader);
            this.reader = reader;
        }

        @Override
        public ReaderConfig config() {
            return WedgeEmulatorTest.config(reader, Map.of("settle-ms", "1"));
        }

        @Override
        public CardId card() {
            return CARD;
        }

        @Override
        public CardId otherCard() {
            return OTHER;
        }

        @Override
        public byte[] frame(CardId card) {
            return WedgeEmulator.frame(card);
        }
    }
}
