package com.hasivu.simulator.reader.osdp;

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

/** The emulated reader's bytes are the published ones. */
@Timeout(240)
class OsdpEmulatorGoldenTest {
    private static final String ID = "53000900046100C066";
    private static final String POWER_ON = "53800A00044800010FA1"; // LSTATR, as recorded
    private static final String POLL_0 = "5300080004" + "60EBAA";
    private static final String POLL_1 = "5300080005" + "60DA99";
    private static final String POLL_2 = "5300080006" + "6089CC";
    private static final String POLL_3 = "5300080007" + "60B8FF";
    private static final String ACK_0 = "5380080004" + "4059AC";
    private static final String ACK_1 = "5380080005" + "40689F";
    private static final String ACK_2 = "5380080006" + "403BCA";
    private static final String ACK_3 = "5380080007" + "400AF9";

    @TempDir private Path folder;

    /** libosdp-conformance, test/osdpcap-tests/1-poll-cycle.osdpcap. */
    @Test
    void poll_isAnsweredAsRecorded() throws IOException {
        try (var reader = reader(OsdpOptions.PLAIN);
                var line = new Line(reader)) {
            line.say("FF" + POLL_0).expect(POWER_ON);
            line.say("FF" + POLL_1).expect(ACK_1);
            line.say("FF" + POLL_2).expect(ACK_2);
            line.say("FF" + POLL_3).expect(ACK_3);
            line.say(POLL_1).expect(ACK_1);
            line.say(POLL_0).expect(ACK_0);
        }
    }

    @Test
    void card_isToldOnceAndAgainForTheSamePoll() throws IOException {
        try (var reader = reader(OsdpOptions.PLAIN.at(101));
                var line = new Line(reader)) {
            line.say("536508000460" + "6090").expect("53E50A0004480001B26B");
            reader.present(new CardId("7B11D7"));
            String poll = "5365080005" + "6051A3";
            String card = "53E510000550" + "00011A00BD88EB80" + "BB52"; // published
            line.say(poll).expect(card);
            line.say(poll).expect(card);
            line.say("5365080006" + "6002F6").expect("53E5080006" + "40B0F0");
            line.say(poll).expect("53E50900054104" + "ABDF"); // an old number
        }
    }

    /** OSDP-Embedded, acuconsole-sc-no-key.osdpcap: a reader without a key refuses with 05. */
    @Test
    void challenge_isRefusedAsRecordedByAReaderWithoutAKey() throws IOException {
        try (var reader = reader(OsdpOptions.PLAIN);
                var line = new Line(reader)) {
            line.say("530013000C03110076D834829B70935D8D1940").expect("53800900044105A3E4");
        }
    }

    /** libosdp test-cp-phy.c: with a sum instead of a CRC. */
    @Test
    void poll_isAnsweredWithTheCheckItCameWith() throws IOException {
        try (var reader = reader(OsdpOptions.PLAIN.at(101));
                var line = new Line(reader)) {
            line.say("53650700" + "0060E1").expect("53E509000048000176");
            line.say("53650700" + "0160E0").expect("53E50700014080");
        }
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "5300080004" + "60EBAB, 53800900044101" + "27A4", // damaged: 01
        "53000900049900A8FC, 53800900044103" + "6584", // unknown: 03
    })
    void command_isRefusedWithItsCode(String command, String refusal) throws IOException {
        try (var reader = reader(OsdpOptions.PLAIN);
                var line = new Line(reader)) {
            line.say(command).expect(refusal);
        }
    }

    @Test
    void command_toAnotherReaderIsNotAnswered() throws IOException {
        try (var reader = reader(OsdpOptions.PLAIN);
                var line = new Line(reader)) {
            line.say("536508000460" + "6090").say("536508000460" + "0000");
            line.say(POLL_0).expect(POWER_ON);
        }
    }

    @Test
    void id_isAnsweredToEveryonesAddress() throws IOException {
        try (var reader = reader(OsdpOptions.PLAIN.at(5));
                var line = new Line(reader)) {
            line.say(ID)
                    .say("537F0900046100" + "5FE6")
                    .expect("53FF14000445CAFEED01022A000000030405" + "8DF4");
        }
    }

    @Test
    void present_refusesACardItCannotTell() {
        try (var reader = reader(OsdpOptions.PLAIN)) {
            assertThatThrownBy(() -> reader.present(new CardId("04A1B2C3D4E5F6")))
                    .hasMessageContaining("26, 34 or 37 bits");
        }
    }

    private OsdpEmulator reader(OsdpOptions options) {
        return OsdpEmulator.at(folder.resolve("osdp"), options);
    }

    /** A station's end of the cable. */
    private static final class Line implements AutoCloseable {
        private final InputStream in;
        private final OutputStream out;

        Line(OsdpEmulator reader) throws IOException {
            in = Files.newInputStream(Path.of(reader.device()));
            out = Files.newOutputStream(Path.of(reader.device()), StandardOpenOption.WRITE);
        }

        Line say(String hex) throws IOException {
            out.write(HexFormat.of().parseHex(hex));
            out.flush();
            return this;
        }

        void expect(String hex) throws IOException {
            byte[] got = in.readNBytes(hex.length() / 2);
            assertThat(HexFormat.of().withUpperCase().formatHex(got)).isEqualTo(hex);
        }

        @Override
        public void close() throws IOException {
            in.close();
            out.close();
        }
    }
}
