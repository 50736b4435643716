package com.hasivu.simulator.reader.thingmagic;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.ReaderLoop;
import com.hasivu.reader.supervisor.ReaderStatus;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.TestOfThree;
import com.hasivu.simulator.reader.thingmagic.ThingMagicEmulator.Model;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The emulator's bytes are the published ones; and what a driver makes of a module's moods. */
@Timeout(240)
class ThingMagicEmulatorTest {
    private static final String BOOTED =
            "FF140400001412080030000002201909230109020200000010" + "6C33";
    private static final String M5E_VERSION =
            "FF140300000710230001000003201410070107020900000010" + "5BD1";
    private static final String RECORD =
            "FF282200001000"
                    + "1B01FF0101C4110E164000000127000005"
                    + "00000F0080"
                    + "3000000000000000000000001545E94A561D";
    private static final CardId CARD = new CardId("E20034120123456789ABCDEF");
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir private Path folder;
    private final List<Arrival> taps = new CopyOnWriteArrayList<>();
    private final List<ReaderStatus> changes = new CopyOnWriteArrayList<>();

    @Test
    void frame_isThePublishedRecord() {
        assertThat(hex(ThingMagicEmulator.frame(new CardId("000000000000000000001545"), -60)))
                .isEqualTo(RECORD);
    }

    @Test
    void nano_saysWhatItRunsWhenItGetsPower() throws IOException {
        try (var module = ThingMagicEmulator.at(folder.resolve("t"));
                var line = new Line(Path.of(module.device()))) {
            line.expect(BOOTED);
            line.say("FF000C1D03").expect(hex(MercuryFrames.answer(0x0C, 0, new byte[] {0x12})));
        }
    }

    @Test
    void m5e_answersAsPublishedAndWaitsInItsBootLoader() throws IOException {
        try (var module =
                        ThingMagicEmulator.at(
                                folder.resolve("t"), Model.M5E_COMPACT, Pacing.AT_ONCE);
                var line = new Line(Path.of(module.device()))) {
            line.say("FF00031D0D"); // damaged: silence
            line.say("FF00031D0C").expect(M5E_VERSION);
            line.say("FF02930005517D").expect(hex(MercuryFrames.answer(0x93, 0x0101, new byte[0])));
            line.say("FF00041D0B").expect(M5E_VERSION.replace("FF1403", "FF1404").substring(0, 50));
        }
    }

    @Test
    void present_refusesWhatIsNoEpc() {
        try (var module = ThingMagicEmulator.at(folder.resolve("t"))) {
            assertThatThrownBy(() -> module.present(new CardId("67003B51C6")))
                    .hasMessageContaining("EPC");
        }
    }

    @TestOfThree
    void loop_setsAQuietModuleUpAgainWithoutALostLink() {
        try (var module = ThingMagicEmulator.at(folder.resolve("t"));
                var loop = loop(module, Map.of())) {
            await("online", SOON, () -> changes.size() == 1);
            assertThat(module.power()).isEqualTo(1000);
            module.brownOut();
            await("set up again", SOON, () -> module.power() == 1000);
            module.present(CARD);
            await("a tap", SOON, () -> taps.size() == 1);
            assertThat(taps.getFirst().card()).isEqualTo(CARD);
            assertThat(changes).singleElement().isInstanceOf(ReaderStatus.Online.class);
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void loop_tellsAMuteModuleAndFindsItAgain() {
        try (var module = ThingMagicEmulator.at(folder.resolve("t"));
                var loop = loop(module, Map.of())) {
            await("online", SOON, () -> changes.size() == 1);
            module.mute(true);
            await("offline", SOON, () -> changes.getLast() instanceof ReaderStatus.Offline);
            module.mute(false);
            await("online again", SOON, () -> changes.getLast() instanceof ReaderStatus.Online);
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void loop_takesOverAModuleThatStillReads() {
        try (var module = ThingMagicEmulator.at(folder.resolve("t"))) {
            try (var loop = loop(module, Map.of())) {
                await("online", SOON, () -> changes.size() == 1);
                module.present(CARD);
                await("a tap", SOON, () -> taps.size() == 1);
                assertThat(loop).isNotNull();
            } // the station stops; the module reads on
            try (var loop = loop(module, Map.of())) {
                await("a tap by the next", SOON, () -> taps.size() == 2);
                assertThat(loop).isNotNull();
            }
        }
    }

    @TestOfThree
    void loop_bootsAndPollsAnM5eWithItsLeastPower() {
        try (var module =
                        ThingMagicEmulator.at(
                                folder.resolve("t"), Model.M5E_COMPACT, Pacing.BAUD_115200);
                var loop = loop(module, Map.of("polled", "true", "power-dbm", "5"))) {
            await("online", SOON, () -> changes.size() == 1);
            assertThat(changes.getFirst())
                    .isInstanceOfSatisfying(
                            ReaderStatus.Online.class,
                            online ->
                                    assertThat(online.detail())
                                            .contains("M5e Compact", "01.07.02.09", "10.00 dBm"));
            assertThat(module.power()).isEqualTo(1000);
            module.present(CARD);
            await("a tap", SOON, () -> taps.size() == 1);
            assertThat(taps.getFirst().card()).isEqualTo(CARD);
            assertThat(loop).isNotNull();
        }
    }

    @TestOfThree
    void loop_servesAtOncePastAModuleThatIsTooHot() {
        try (var module = ThingMagicEmulator.at(folder.resolve("t"));
                var loop = loop(module, Map.of())) {
            await("online", SOON, () -> changes.size() == 1);
            module.trouble(0x0504);
            module.present(CARD);
            await("a tap", SOON, () -> taps.size() == 1);
            assertThat(changes).hasSize(1);
            assertThat(loop).isNotNull();
        }
    }

    private ReaderLoop loop(ThingMagicEmulator module, Map<String, String> settings) {
        var held = new HashMap<>(settings);
        held.put("depart-after-ms", "30000"); // a busy machine does not make a held card leave
        var config = new ReaderConfig("counter-1", "thingmagic", module.device(), held);
        return ReaderLoop.of(
                        config,
                        (arrival, reader) -> taps.add(arrival),
                        (reader, status) -> changes.add(status))
                .start();
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
