package com.hasivu.simulator.reader.yrm100;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardId;

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
import java.util.HexFormat;

/** The emulator's bytes are the published ones, and it behaves as the paper says. */
@Timeout(240)
class Yrm100EmulatorTest {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String STOP = "BB00280000287E";
    private static final String STOPPED = "BB01280001002A7E";
    private static final String NO_TAG = "BB01FF000115167E";
    private static final String MALFORMED = "BB01FF000117187E";
    private static final String GET_POWER = "BB00B70000B77E";

    @TempDir private Path folder;

    @ParameterizedTest(name = "{0} at {1} dBm")
    @CsvSource({
        "30751FEB705C5904E3D50D70, -55, 1024, BB02220011C9340030751FEB705C5904E3D50D703A76EF7E",
        "E200001D7315016521408FC6, -60, 0, BB02220011C43000E200001D7315016521408FC6B83EC27E",
        "E200471BB0006013044509D0, -53, 1024, BB02220011CB3400E200471BB0006013044509D09582D47E",
        "E280699500004014CC147862, -69, 0, BB02220011BB3000E280699500004014CC14786227580D7E",
        "E2806894000040018F22958C, -33, 0, BB02220011DF3000E2806894000040018F22958C7C78A97E",
        "340833B2DDD9014000000000, -61, 0, BB02220011C33000340833B2DDD9014000000000346FE37E",
        "E28011704000021D35AE4008, -42, 1024, BB02220011D63400E28011704000021D35AE4008D444C47E",
    })
    void tag_isThePublishedFrame(String epc, int dbm, int pcLow, String frame) {
        assertThat(HEX.formatHex(M100Frames.tag(new CardId(epc), dbm, pcLow))).isEqualTo(frame);
    }

    @Test
    void tag_refusesANumberOfHalfAWord() {
        assertThatThrownBy(() -> M100Frames.tag(new CardId("67003B51C6"), -40))
                .hasMessageContaining("5 bytes");
    }

    @Test
    void module_answersAsPublished() throws IOException {
        try (var module = Yrm100Emulator.at(folder.resolve("m"));
                var line = new Line(Path.of(module.device()))) {
            line.say("BB00030001" + "00047E")
                    .expect("BB010300" + "10004D31303020323664426D2056312E30927E");
            line.say(STOP).expect(STOPPED);
            line.say("BB00B6000207D08F7E").expect("BB01B6000100B87E");
            line.say(GET_POWER).expect("BB01B7000207D0917E");
            line.say("BB0007000101097E").expect("BB0107000100097E");
            line.say("BB00080000087E").expect("BB010800010" + "10B7E");
            line.say("BB00220000227E").expect(NO_TAG);
            module.present(new CardId("E2801170"));
            line.say("BB00220000227E")
                    .expect(HEX.formatHex(M100Frames.tag(new CardId("E2801170"), -41)));
        }
    }

    @Test
    void module_refusesWhatItCannotDo() throws IOException {
        try (var module = Yrm100Emulator.at(folder.resolve("m"));
                var line = new Line(Path.of(module.device()))) {
            line.say("BB00B6000203E8A37E").expect(MALFORMED); // 10 dBm
            line.say("BB00B600020BB8797E").expect(MALFORMED); // 30 dBm
            line.say("BB00280000297E").expect(MALFORMED); // check
            line.say("BB00280000287F").expect(MALFORMED); // end mark
            line.say("BB01280000297E").expect(MALFORMED); // a response
            line.say("BB00EE0000EE7E").expect(MALFORMED); // unknown
            line.say(GET_POWER).expect("BB01B700020A28EC7E"); // still 26 dBm
        }
    }

    @Test
    void module_pollsAsOftenAsToldAndHearsOnlyStop() throws IOException {
        try (var module = Yrm100Emulator.at(folder.resolve("m"));
                var line = new Line(Path.of(module.device()))) {
            line.say("BB002700032200034F7E").expect(NO_TAG + NO_TAG + NO_TAG);
            line.say(GET_POWER).expect("BB01B700020A28EC7E"); // three rounds, not four
            line.say("BB0027000322FFFF4A7E").expect(NO_TAG);
            line.say(GET_POWER).expect(NO_TAG + NO_TAG);
            line.say(STOP).expectEnd(STOPPED);
            line.say(GET_POWER).expect("BB01B700020A28EC7E");
        }
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
            out.write(HEX.parseHex(hex));
            out.flush();
            return this;
        }

        void expect(String hex) throws IOException {
            assertThat(HEX.formatHex(in.readNBytes(hex.length() / 2))).isEqualTo(hex);
        }

        /** Reads up to and with {@code hex}. */
        void expectEnd(String hex) throws IOException {
            var got = new StringBuilder();
            while (!got.toString().endsWith(hex)) {
                got.append(HEX.toHexDigits((byte) in.read()));
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
            out.close();
        }
    }
}
