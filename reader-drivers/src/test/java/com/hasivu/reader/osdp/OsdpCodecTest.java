package com.hasivu.reader.osdp;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.line.Feed;
import com.hasivu.reader.line.Scan;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

class OsdpCodecTest {
    /** Facility 123, number 4567, in clear. */
    private static final String CARD = "53 E5 10 00 05 50 00 01 1A 00 BD 88 EB 80 BB 52";

    private static final String HIDDEN =
            "53 80 1E 00 0F 02 18 48 DB 34 E7 E8 1C 61 F1 2F F4 5F CB 76 02 F6 DE 2F 1A 52 32 DF 33 D4";

    /** Sources: libosdp test-cp-phy.c and test-cp-fsm.c, SIA annex E, OSDP.Net, osdpcap files. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            53 65 08 00 04 60 60 90                                         | command 101 seq 0 crc 60
            53 65 09 00 04 61 00 D9 7A                                      | command 101 seq 0 crc 61 00
            53 E5 09 00 05 41 01 0E 8F                                      | reply 101 seq 1 crc 41 01
            53 7F 0D 00 04 6E 00 80 25 00 00 6E 38                          | command 127 seq 0 crc 6E 0080250000
            53 00 09 00 04 61 00 C0 66                                      | command 0 seq 0 crc 61 00
            53 00 08 00 06 60 89 CC                                         | command 0 seq 2 crc 60
            53 E5 10 00 05 50 00 01 1A 00 BD 88 EB 80 BB 52                 | reply 101 seq 1 crc 50 00011A00BD88EB80
            53 80 0A 00 04 48 00 01 0F A1                                   | reply 0 seq 0 crc 48 0001
            53 80 08 00 07 40 0A F9                                         | reply 0 seq 3 crc 40
            53 80 14 00 04 45 0A 00 17 03 00 CA FE DE ED 01 50 02 04 3B     | reply 0 seq 0 crc 45 0A00170300CAFEDEED015002
            53 E5 0B 00 05 46 04 04 01 B3 EC                                | reply 101 seq 1 crc 46 040401
            53 00 13 00 0D 03 11 00 76 CD CD 92 12 12 D3 EE 6A 8C 8B        | command 0 seq 1 crc 11 00 76 CDCD921212D3EE6A
            53 80 0E 00 0F 02 16 40 B1 89 2D FE 52 95                       | reply 0 seq 3 crc 16 40 mac B1892DFE
            53 80 09 00 04 41 05 A3 E4                                      | reply 0 seq 0 crc 41 05
            53 E5 07 00 01 40 80                                            | reply 101 seq 1 sum 40
            53 7F 0C 00 00 6E 00 80 25 00 00 0F                             | command 127 seq 0 sum 6E 0080250000
            53 00 08 00 00 61 00 44                                         | command 0 seq 0 sum 61 00
            53 00 0F 00 02 68 00 03 64 00 01 06 78 00 4E                    | command 0 seq 2 sum 68 0003640001067800
            """)
    void scan_readsPublishedFrames(String hex, String expected) {
        byte[] frame = bytes(hex);
        assertThat(new OsdpCodec(true).scan(ByteBuffer.wrap(frame)))
                .isInstanceOfSatisfying(
                        Scan.Complete.class,
                        complete -> {
                            assertThat(complete.consumed()).isEqualTo(frame.length);
                            assertThat(said((OsdpFrame) complete.frame())).isEqualTo(expected);
                        });
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            53                               | NeedMore 5
            53 E5 08 00                      | NeedMore 5
            53 E5 08 00 05 40                | NeedMore 8
            FF                               | Padding 1
            FF FF 53 E5                      | Padding 2
            00 00 53                         | Noise 2 noise
            53 E5 06 00 04 40 E7 A1          | Noise 8 header
            53 E5 FF FF 04 40 E7 A1          | Noise 8 header
            53 E5 A1 05 04 40 E7 A1          | Noise 8 header
            53 E5 07 00 04 40 E7             | Noise 7 header
            53 E5 08 00 44 40 E7 A1          | Noise 8 header
            53 E5 08 00 04 40 00 00          | Noise 8 crc
            53 E5 08 00 04 60 00 00          | Noise 8 crc
            53 E5 07 00 01 40 80             | Noise 7 weak check
            53 E5 07 53 01 40 80             | Noise 3 header
            """)
    void scan_namesWhatIsNoWholeFrame(String hex, String expected) {
        var in = ByteBuffer.wrap(bytes(hex));
        assertThat(said(new OsdpCodec(false).scan(in))).isEqualTo(expected);
        assertThat(in.position()).isZero();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            53 E5 07 00 01 40 81                      | Noise 7 checksum
            53 E5 09 00 09 02 19 40 5B                | Noise 9 malformed
            53 E5 09 00 09 02 16 40 5E                | Noise 9 malformed
            53 E5 09 00 09 01 16 40 5F                | Noise 9 malformed
            53 E5 09 00 09 00 11 40 65                | Noise 9 malformed
            53 E5 09 00 09 05 11 40 60                | Noise 9 malformed
            """)
    void scan_refusesWhatIsMalformedBehindAGoodSum(String hex, String expected) {
        assertThat(said(new OsdpCodec(true).scan(ByteBuffer.wrap(bytes(hex))))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            53 65 08 00 04 60 60 90                       | 101 | 0 | false | 60 |
            53 00 09 00 04 61 00 C0 66                    | 0   | 0 | false | 61 | 00
            53 00 09 00 06 62 00 F3 5D                    | 0   | 2 | false | 62 | 00
            53 00 08 00 02 62 00 41                       | 0   | 2 | true  | 62 | 00
            53 7F 0D 00 04 6E 00 80 25 00 00 6E 38        | 127 | 0 | false | 6E | 0080250000
            """)
    void command_isThePublishedOne(
            String hex, int address, int sequence, boolean sum, String code, String data) {
        byte[] made =
                OsdpCodec.command(
                        address,
                        sequence,
                        sum,
                        new byte[0],
                        Integer.parseInt(code, 16),
                        data == null ? new byte[0] : bytes(data));
        assertThat(made).isEqualTo(bytes(hex));
    }

    @RepeatedTest(200)
    void feed_givesBackAnyFrameHoweverItIsSplit(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        byte[] frame = anyFrame(random);
        int at = random.nextInt(frame.length + 1);
        var feed =
                feed().bytes(Arrays.copyOf(frame, at))
                        .bytes(Arrays.copyOfRange(frame, at, frame.length));
        assertThat(feed.frames).hasSize(1);
        assertThat(feed.droppedBytes()).isZero();
        assertThat(feed().oneByOne(OsdpCodec.marked(frame)).frames).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {CARD, HIDDEN, "53 E5 09 00 05 41 01 0E 8F"})
    void feed_refusesOneAndTwoFlippedBitsAndReadsTheNextFrame(String hex) {
        byte[] good = bytes(hex);
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] bad = flipped(good, bit);
            var feed = feed().bytes(bad).silence().bytes(good);
            assertThat(feed.frames).as("after bit %d", bit).hasSize(1);
            assertThat(feed.droppedBytes()).as("bit %d", bit).isPositive();
            for (int other = bit + 1; other < 8 * good.length; other++) {
                assertThat(feed().bytes(flipped(bad, other)).silence().frames)
                        .as("bits %d and %d", bit, other)
                        .isEmpty();
            }
        }
    }

    @RepeatedTest(100)
    void feed_findsTheFrameBehindAnyNoise(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        var feed = feed().bytes(noise).silence().bytes(bytes(CARD));
        assertThat(said(feed.frames.getLast()))
                .isEqualTo("reply 101 seq 1 crc 50 00011A00BD88EB80");
    }

    @Test
    void feed_readsTheFrameAfterOneCutAnywhere() {
        byte[] good = bytes(CARD);
        for (int cut = 1; cut < good.length; cut++) {
            var feed = feed().bytes(Arrays.copyOf(good, cut)).silence().bytes(good);
            assertThat(feed.frames).as("cut at %d", cut).hasSize(1);
        }
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            53 E5 10 00 05 50 00 01 1A 00 BD 88 EB 80 BB 52    | 7B11D7
            FF 53 E5 10 00 05 50 00 01 1A 00 BD 88 EB 80 BB 52 | 7B11D7
            53 E5 10 00 05 50 00 01 1A 00 BD 88 EB 80 BB 53    | rejected
            53 65 08 00 04 60 60 90                            |
            53 E5 08 00 06 40 B0 F0                            |
            """)
    void decoder_tellsTheCardsOfACapturedLine(String hex, String expected) {
        var found = new StringBuilder();
        for (FrameDecoder.Decoded decoded : new OsdpDriver().decoder().feed(bytes(hex))) {
            found.append(
                    decoded instanceof FrameDecoder.Decoded.Card(var read, var at)
                            ? read.card().hex()
                            : "rejected");
        }
        assertThat(found.toString()).isEqualTo(expected == null ? "" : expected);
    }

    private static Feed<OsdpFrame> feed() {
        return new Feed<>(new OsdpCodec(false)::scan);
    }

    private static byte[] flipped(byte[] good, int bit) {
        byte[] bad = good.clone();
        bad[bit / 8] ^= (byte) (1 << bit % 8);
        return bad;
    }

    private static byte[] anyFrame(Random random) {
        var data = new byte[random.nextInt(0, 200)];
        random.nextBytes(data);
        return OsdpCodec.command(
                random.nextInt(256),
                random.nextInt(4),
                false,
                new byte[0],
                random.nextInt(256),
                data);
    }

    private static String said(Scan<OsdpFrame> scan) {
        return switch (scan) {
            case Scan.Complete<OsdpFrame>(var frame, var consumed) -> said(frame);
            case Scan.NeedMore<OsdpFrame>(var least) -> "NeedMore " + least;
            case Scan.Padding<OsdpFrame>(var skip) -> "Padding " + skip;
            case Scan.Noise<OsdpFrame>(var skip, var why) -> "Noise %d %s".formatted(skip, why);
        };
    }

    private static String said(OsdpFrame frame) {
        return "%s %d seq %d %s%s %02X%s%s"
                .formatted(
                        frame.fromReader() ? "reply" : "command",
                        frame.address(),
                        frame.sequence(),
                        frame.weak() ? "sum" : "crc",
                        frame.scs() == 0
                                ? ""
                                : " %02X%s".formatted(frame.scs(), hex(" ", frame.scb())),
                        frame.code(),
                        hex(" ", frame.data()),
                        frame.isAuthenticated() ? hex(" mac ", frame.mac()) : "");
    }

    private static String hex(String before, byte[] bytes) {
        return bytes.length == 0 ? "" : before + HexFormat.of().withUpperCase().formatHex(bytes);
    }
}
