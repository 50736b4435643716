package com.hasivu.simulator.reader.r2000;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent.Fault;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.ReaderLoop;
import com.hasivu.reader.supervisor.ReaderStatus;
import com.hasivu.reader.supervisor.ReaderStatusListener;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.TestOfThree;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The emulator's bytes are the captured ones; and what a driver makes of a reader's moods. */
@Timeout(240)
class R2000EmulatorTest {
    private static final CardId CARD = new CardId("E20034120123456789ABCDEF");
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private final List<Arrival> taps = new CopyOnWriteArrayList<>();
    private final List<ReaderStatus> changes = new CopyOnWriteArrayList<>();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    @Test
    void reader_answersAsCaptured() throws IOException {
        try (var reader = reader();
                var line = new Line(Path.of(reader.device()))) {
            reader.powerDbm(23);
            line.say("A0030172EB").say("A0030272E9"); // damaged; another's
            line.say("A0030172EA").expect("A00501720109DE");
            line.say("A003FF72EC").expect("A00501720109DE");
            line.say("A004017400E7").expect("A004017410D7");
            line.say("A0030177E5").expect("A004017717CD");
            line.say("A00401760ADB").expect("A004017610D5");
            line.say("A0030170EC"); // a reset is not answered
            reader.present(CARD);
            line.say("A004018901D1")
                    .expect(hex(R2000Emulator.frame(CARD)) + "A00A018900001B00000001B0");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "E200301666130121155074EF, 04, 45, A0130189043000E200301666130121155074EF45BF",
        "300833B2DDD9014000000001, 8C, 37, A01301898C3000300833B2DDD901400000000137BB",
        "E2004074850A0103163070E1, 74, 36, A0130189743000E2004074850A0103163070E13629",
    })
    void frame_isTheCapturedOne(String epc, String antenna, String rssi, String frame) {
        assertThat(
                        hex(
                                R2000Emulator.frame(
                                        new CardId(epc),
                                        Integer.parseInt(antenna, 16),
                                        Integer.parseInt(rssi, 16))))
                .isEqualTo(frame);
    }

    @Test
    void present_refusesWhatIsNoEpc() {
        try (var reader = reader()) {
            assertThatThrownBy(() -> reader.present(new CardId("67003B51C6")))
                    .hasMessageContaining("EPC");
        }
    }

    @TestOfThree
    void loop_lowersThePowerOnceAndTapsACard() {
        try (var reader = reader()) {
            for (int opened = 1; opened <= 2; opened++) {
                int taps = opened;
                try (var loop = loop(reader)) {
                    await("online", SOON, () -> !changes.isEmpty());
                    reader.present(CARD);
                    await("a tap", SOON, () -> this.taps.size() == taps);
                    assertThat(loop).isNotNull();
                }
                reader.remove();
                changes.clear();
            }
            assertThat(reader.powerDbm()).isEqualTo(10);
            assertThat(reader.written()).isEqualTo(1);
        }
    }

    @TestOfThree
    void loop_tellsALostAntennaAndReadsOnWhenItIsBack() {
        try (var reader = reader();
                var loop = loop(reader)) {
            await("online", SOON, () -> changes.size() == 1);
            reader.loseAntenna(true);
            await("told", SOON, () -> faults.contains(new Fault("antenna", 1)));
            reader.present(CARD);
            reader.loseAntenna(false);
            await("a tap", SOON, () -> taps.size() == 1);
            assertThat(changes).hasSize(1);
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void loop_tellsAMuteReaderAndFindsItAgain() {
        try (var reader = reader();
                var loop = loop(reader)) {
            await("online", SOON, () -> changes.size() == 1);
            reader.mute(true);
            await("offline", SOON, () -> changes.getLast() instanceof ReaderStatus.Offline);
            reader.mute(false);
            await("online again", SOON, () -> changes.getLast() instanceof ReaderStatus.Online);
            assertThat(loop).isNotNull();
        }
    }

    private R2000Emulator reader() {
        return R2000Emulator.at(folder.resolve("r"), Pacing.BAUD_115200);
    }

    @TestOfThree
    void loop_doesNotTakeItsOwnCommandsForAnswersWhereTheLineEchoes() {
        try (var reader = reader()) {
            reader.echo(true);
            try (var loop = loop(reader)) {
                await("online", SOON, () -> !changes.isEmpty());
                reader.present(CARD);
                await("a tap", SOON, () -> taps.size() == 1);
                assertThat(changes).singleElement().isInstanceOf(ReaderStatus.Online.class);
                assertThat(reader.powerDbm()).isEqualTo(10);
                assertThat(faults).isEmpty();
                assertThat(loop).isNotNull();
            }
        }
    }

    private ReaderLoop loop(R2000Emulator reader) {
        var config =
                new ReaderConfig(
                        "counter-1", "r2000", reader.device(), Map.of("depart-after-ms", "30000"));
        return ReaderLoop.of(config, (arrival, name) -> taps.add(arrival), listener()).start();
    }

    private ReaderStatusListener listener() {
        return new ReaderStatusListener() {
            @Override
            public void changed(String reader, ReaderStatus status) {
                changes.add(status);
            }

            @Override
            public void fault(String reader, Fault fault) {
                faults.add(fault);
            }
        };
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    /** A host's end of the cable. */
    private static final class Line implements AutoCloseable {
        private final InputStream in;
        private final OutputStream out;

        Line(Path device) throws IOException {
            in = Files.newInputStream(device);
            out = Files.newOutputStream(device, StandardOpenOption.WRITE);
        }

        Line say(String hex) throws IOException {
            out.write(HexFormat.of().parseHex(hex));
            out.flush();
            return this;
        }

        void expect(String wanted) throws IOException {
            assertThat(hex(in.readNBytes(wanted.length() / 2))).isEqualTo(wanted);
        }

        @Override
        public void close() throws IOException {
            in.close();
            out.close();
        }
    }
}
