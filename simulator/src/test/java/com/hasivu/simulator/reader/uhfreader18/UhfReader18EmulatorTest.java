package com.hasivu.simulator.reader.uhfreader18;

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
import com.hasivu.simulator.reader.ThreeTries;
import com.hasivu.simulator.reader.uhfreader18.UhfReader18Emulator.Model;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

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
class UhfReader18EmulatorTest {
    private static final CardId CARD = new CardId("E20034120123456789ABCDEF");
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private final List<Arrival> taps = new CopyOnWriteArrayList<>();
    private final List<ReaderStatus> changes = new CopyOnWriteArrayList<>();
    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    @Test
    void first_answersAsCaptured() throws IOException {
        try (var reader = reader(Model.UHFREADER18);
                var line = new Line(Path.of(reader.device()))) {
            line.say("04FF211995").expect("0D002100033F09034E001E0A83F0");
            line.say("040001DB4B").expect("050001FBF23D");
            reader.present(new CardId("E2806915000050324241CCED"));
            line.say("040001DB4B").expect("13000101010CE2806915000050324241CCED5778");
            line.say("0A0035000204020600CD09").expect("050035006CA5");
        }
    }

    @Test
    void second_answersAsCaptured() throws IOException {
        try (var reader = reader(Model.UHFREADER288);
                var line = new Line(Path.of(reader.device()))) {
            line.say("04FF211995").expect("1100210000160C034E001E0A01000000E651");
            line.say("06000104FFD439").expect("0700010101001E4B");
            line.say("040001DB4B").expect(hex(ReaderFrames.answer(0, 1, 0xFF)));
            line.say("040021D9BA").expect(hex(ReaderFrames.answer(0, 0, 0xFE))); // the typo
            reader.address(7);
            line.say("040021D96A"); // another's
            line.say("04FF211995")
                    .expect(
                            hex(
                                    ReaderFrames.answer(
                                            7, 0x21, 0, bytes("00160C034E001E0A01000000"))));
        }
    }

    @Test
    void frames_areThoseCaptured() {
        assertThat(
                        hex(
                                UhfReader18Emulator.pushFrame(
                                        Model.UHFREADER18, new CardId("2000708C2B380B2D00000000"))))
                .isEqualTo("1100EE002000708C2B380B2D00000000E056");
        // captured with another strength, 4C; so all but strength and check
        assertThat(
                        hex(
                                UhfReader18Emulator.frame(
                                        Model.UHFREADER288,
                                        new CardId("E20000194604005221003DFF"))))
                .startsWith("1500010301010CE20000194604005221003DFF");
        assertThat(ReaderFrames.answer(0, 1, 3, bytes("01010CE20000194604005221003DFF4C")))
                .isEqualTo(bytes("1500010301010CE20000194604005221003DFF4C95DD"));
    }

    @Test
    void present_refusesWhatIsNoEpc() {
        try (var reader = reader(Model.UHFREADER18)) {
            assertThatThrownBy(() -> reader.present(new CardId("67003B51C6")))
                    .hasMessageContaining("EPC");
        }
    }

    @ParameterizedTest
    @EnumSource
    void loop_lowersThePowerOnceAndTapsACard(Model model) {
        try (var reader = reader(model)) {
            for (int opened = 1; opened <= 2; opened++) {
                taps.clear();
                try (var loop = loop(reader, Map.of())) {
                    await("online", SOON, this::isOnline);
                    reader.present(CARD);
                    await("a tap", SOON, () -> !taps.isEmpty());
                    assertThat(loop).isNotNull();
                }
                reader.remove();
                changes.clear();
            }
            assertThat(reader.powerDbm()).isEqualTo(10);
            assertThat(reader.written())
                    .as("power; scan time of the first generation; the second time nothing")
                    .isEqualTo(model == Model.UHFREADER18 ? 2 : 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void loop_stopsAReaderThatTellsUnasked(Model model) {
        try (var reader = reader(model)) {
            reader.pushing(true);
            reader.present(CARD);
            try (var loop = loop(reader, Map.of())) {
                await("a tap", SOON, () -> !taps.isEmpty());
                assertThat(reader.pushes()).isFalse();
                assertThat(loop).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void loop_listensWhenToldSo(Model model) {
        ThreeTries.of(() -> listensWhenToldSo(model));
    }

    private void listensWhenToldSo(Model model) {
        forget();
        try (var reader = reader(model);
                var loop = loop(reader, Map.of("push", "true"))) {
            await("online", SOON, () -> !changes.isEmpty());
            assertThat(reader.pushes()).isTrue();
            reader.present(CARD);
            await("a tap", SOON, () -> taps.size() == 1);
            assertThat(taps.getFirst().card()).isEqualTo(CARD);
            assertThat(changes).hasSize(1);
            assertThat(loop).isNotNull();
        }
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "UHFREADER18, 255", "UHFREADER18, 0",
        "UHFREADER288, 255", "UHFREADER288, 0",
    })
    void loop_doesNotTakeItsOwnCommandsForAnswersWhereTheLineEchoes(Model model, String address) {
        ThreeTries.of(() -> doesNotTakeItsOwnCommandsForAnswers(model, address));
    }

    private void doesNotTakeItsOwnCommandsForAnswers(Model model, String address) {
        forget();
        try (var reader = reader(model)) {
            reader.pushing(true); // so that the mode is set: of address 0, its answer is its echo
            reader.echo(true);
            try (var loop = loop(reader, Map.of("address", address))) {
                await("online", SOON, () -> !changes.isEmpty());
                reader.present(CARD);
                await("a tap", SOON, () -> taps.size() == 1);
                assertThat(changes).singleElement().isInstanceOf(ReaderStatus.Online.class);
                assertThat(reader.powerDbm()).isEqualTo(10);
                assertThat(reader.pushes()).isFalse();
                assertThat(faults)
                        .extracting(Fault::what)
                        .as("what it told before the line was opened, or unasked: no answer is bad")
                        .isSubsetOf("stale", "stray", "pushed");
                assertThat(loop).isNotNull();
            }
        }
    }

    @TestOfThree
    void loop_tellsAMuteReaderAndFindsItAgain() {
        try (var reader = reader(Model.UHFREADER18);
                var loop = loop(reader, Map.of())) {
            await("online", SOON, () -> changes.size() == 1);
            reader.mute(true);
            await("offline", SOON, () -> changes.getLast() instanceof ReaderStatus.Offline);
            reader.mute(false);
            await("online again", SOON, () -> changes.getLast() instanceof ReaderStatus.Online);
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void loop_findsAReaderByItsAddressOnly() {
        try (var reader = reader(Model.UHFREADER288)) {
            reader.address(7);
            try (var loop = loop(reader, Map.of("address", "0"))) {
                await("nobody there", SOON, () -> !changes.isEmpty());
                assertThat(changes.getFirst()).isInstanceOf(ReaderStatus.Offline.class);
                assertThat(loop).isNotNull();
            }
            changes.clear();
            try (var loop = loop(reader, Map.of("address", "7"))) {
                await("online", SOON, () -> !changes.isEmpty());
                assertThat(changes.getFirst()).isInstanceOf(ReaderStatus.Online.class);
                assertThat(loop).isNotNull();
            }
        }
    }

    private void forget() {
        taps.clear();
        changes.clear();
        faults.clear();
    }

    private boolean isOnline() {
        return !changes.isEmpty() && changes.getLast() instanceof ReaderStatus.Online;
    }

    private UhfReader18Emulator reader(Model model) {
        return UhfReader18Emulator.serial(folder.resolve("u"), model, Pacing.BAUD_115200);
    }

    private ReaderLoop loop(UhfReader18Emulator reader, Map<String, String> settings) {
        var config = new ReaderConfig("counter-1", "uhfreader18", reader.device(), settings);
        var listener =
                new ReaderStatusListener() {
                    @Override
                    public void changed(String reader, ReaderStatus status) {
                        changes.add(status);
                    }

                    @Override
                    public void fault(String reader, Fault fault) {
                        faults.add(fault);
                    }
                };
        return ReaderLoop.of(config, (arrival, name) -> taps.add(arrival), listener).start();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
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
            out.write(bytes(hex));
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
