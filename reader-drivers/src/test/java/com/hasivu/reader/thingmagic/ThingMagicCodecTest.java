package com.hasivu.reader.thingmagic;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.line.Feed;
import com.hasivu.reader.line.Scan;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

class ThingMagicCodecTest {
    /** Read by a Nano; printed with its meaning in the SparkFun library. */
    static final String RECORD =
            "FF 28 22 00 00 10 00 1B 01 FF 01 01 C4 11 0E 16 40 00 00 01 27 00 00 05 00 00 0F"
                    + " 00 80 30 00 00 00 00 00 00 00 00 00 00 00 15 45 E9 4A 56 1D";

    private static final String VERSION =
            "FF 14 03 00 00 07 10 23 00 01 00 00 03 20 14 10 07 01 07 02 09 00 00 00 10 5B D1";

    @Test
    void crc_isNotCcittFalse() {
        var in = ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(ThingMagicCodec.crc(in, 0, 9)).isEqualTo(0xA69D).isNotEqualTo(0x29B1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            FF 14 03 00 00 07 10 23 00 01 00 00 03 20 14 10 07 01 07 02 09 00 00 00 10 5B D1 | 03 0000 20
            FF 14 04 00 00 14 12 08 00 30 00 00 02 20 19 09 23 01 09 02 02 00 00 00 10 6C 33 | 04 0000 20
            """)
    void scan_readsPublishedAnswers(String hex, String expected) {
        assertThat(name(bytes(hex))).isEqualTo(expected);
    }

    @Test
    void scan_readsThePublishedTagRecord() {
        assertThat(name(bytes(RECORD))).isEqualTo("22 0000 40");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            FF                                           | NeedMore
            FF 14                                        | NeedMore
            FF 14 03                                     | NeedMore
            FF 14 03 00 00 07 10 23 00 01 00 00 03       | NeedMore
            FF 00 22 04 00                               | NeedMore
            00                                           | Noise
            FF FF                                        | Noise
            FF F9 22                                     | Noise
            FF 01 01                                     | Noise
            FF 01 C4                                     | Noise
            FF 00 22 04 00 00 00                         | Noise
            FF 14 03 00 00 07 10 23 00 01 00 00 03 20 14 10 07 01 07 02 09 00 00 00 10 5B D0 | Noise
            FF 14 03 00 00 07 10 23 00 01 00 00 03 20 14 10 07 01 07 02 09 00 00 00 11 5B D1 | Noise
            """)
    void scan_namesWhatIsNoWholeFrame(String hex, String expected) {
        var in = ByteBuffer.wrap(bytes(hex));
        assertThat(ThingMagicCodec.scan(in).getClass().getSimpleName()).isEqualTo(expected);
        assertThat(in.position()).isZero();
    }

    /** What other programs send, found in four public sources; each check recomputed. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "FF 00 03 1D 0C",
                "FF 00 04 1D 0B",
                "FF 00 0C 1D 03",
                "FF 02 93 00 05 51 7D",
                "FF 01 97 02 4B BF",
                "FF 01 97 06 4B BB",
                "FF 01 97 08 4B B5",
                "FF 03 91 02 01 01 42 C5",
                "FF 02 92 04 B0 45 E9",
                "FF 02 92 0B B8 4A E1",
                "FF 02 22 01 F4 E7 76",
                "FF 05 22 00 00 13 01 F4 2B 19",
                "FF 03 29 00 00 00 F4 22",
                "FF 03 29 01 FF 00 1B 03",
                "FF 00 2A 1D 25",
                "FF 03 9A 01 0C 00 A3 5D",
                "FF 10 2F 00 00 01 22 00 00 05 07 22 10 00 1B 03 E8 01 FF DD 2B",
                "FF 03 2F 00 00 02 5E 86",
                "FF 0A 24 03 E8 00 00 00 00 00 03 00 EE 58 9D",
            })
    void command_makesThePublishedBytes(String hex) {
        byte[] frame = bytes(hex);
        assertThat(again(frame)).isEqualTo(frame);
    }

    /** Printed in a manual, a datasheet and a driver's documentation: their checks are wrong. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "FF 01 87 08 4B B5", // op 97 was meant
                "FF 01 97 02 4B BE", // BF
                "FF 0A 97 03 E8 00 00 00 00 00 03 00 EE 58 9D", // op 24 was meant
            })
    void command_doesNotMakeTheMisprintedBytes(String hex) {
        byte[] frame = bytes(hex);
        assertThat(again(frame)).isNotEqualTo(frame);
    }

    /** Our own commands are the published ones, byte for byte. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "STOP, FF032F0000025E86",
        "VERSION, FF00031D0C",
        "PROGRAM, FF000C1D03",
        "BOOT, FF00041D0B",
        "PROTOCOL, FF02930005517D",
        "REGION, FF0197084BB5",
        "ANTENNA, FF039102010142C5",
        "POWER, FF029204B045E9",
        "UNFILTER, FF039A010C00A35D",
        "START, FF102F00000122000005072210001B03E801FFDD2B",
        "CLEAR, FF002A1D25",
        "FETCH, FF032901FF001B03",
    })
    void question_sendsThePublishedBytes(Question question, String hex) {
        var setup = new ThingMagicSetup(8, "EU3", 1, 1200, false);
        assertThat(question.frame(setup, 1200)).isEqualTo(bytes(hex));
    }

    @RepeatedTest(200)
    void feed_givesBackAnyAnswerHoweverItIsSplit(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        byte[] frame = anyAnswer(random);
        int at = random.nextInt(frame.length + 1);
        var feed =
                feed().bytes(Arrays.copyOf(frame, at))
                        .bytes(Arrays.copyOfRange(frame, at, frame.length));
        assertThat(feed.frames).hasSize(1);
        assertThat(feed.droppedBytes()).isZero();
        assertThat(feed().oneByOne(frame).frames).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {RECORD, VERSION})
    void feed_refusesEverySingleFlippedBitAndReadsTheNextFrame(String hex) {
        byte[] good = bytes(hex);
        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] bad = good.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(feed().bytes(bad).silence().frames).as("bit %d", bit).isEmpty();
            var feed = feed().bytes(bad).silence().bytes(good);
            assertThat(feed.frames).as("after bit %d", bit).hasSize(1);
            assertThat(feed.droppedBytes()).as("bit %d", bit).isEqualTo(good.length);
        }
    }

    /** The frame's check has a weak end; the tag's own check stands there. No pair gives a card. */
    @Test
    void feed_givesNoCardFromAnyTwoFlippedBits() {
        byte[] good = bytes(RECORD);
        int passed = 0;
        for (int one = 0; one < 8 * good.length; one++) {
            for (int other = one + 1; other < 8 * good.length; other++) {
                byte[] bad = good.clone();
                bad[one / 8] ^= (byte) (1 << one % 8);
                bad[other / 8] ^= (byte) (1 << other % 8);
                for (ThingMagicAnswer answer : feed().bytes(bad).silence().frames) {
                    passed++;
                    assertThat(ThingMagicCards.inAnswer(answer)).as("%d, %d", one, other).isEmpty();
                }
            }
        }
        assertThat(passed).as("pairs the frame's check does not see").isPositive();
    }

    @RepeatedTest(100)
    void feed_findsTheFrameBehindAnyNoise(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        var feed = feed().bytes(noise).silence().bytes(bytes(RECORD));
        assertThat(feed.frames.getLast().data()).hasSize(40);
    }

    @Test
    void feed_readsTheFrameAfterOneCutAnywhere() {
        byte[] good = bytes(RECORD);
        for (int cut = 1; cut < good.length; cut++) {
            var feed = feed().bytes(Arrays.copyOf(good, cut)).silence().bytes(good);
            assertThat(feed.frames).as("cut at %d", cut).hasSize(1);
        }
    }

    private static Feed<ThingMagicAnswer> feed() {
        return new Feed<>(ThingMagicCodec::scan);
    }

    private static byte[] again(byte[] frame) {
        var data = new int[frame.length - 5];
        for (int i = 0; i < data.length; i++) {
            data[i] = frame[3 + i];
        }
        return ThingMagicCodec.command(frame[2] & 0xFF, data);
    }

    static byte[] answer(int op, int status, byte... data) {
        var content = new int[data.length + 2];
        content[0] = status >> 8;
        content[1] = status;
        for (int i = 0; i < data.length; i++) {
            content[2 + i] = data[i];
        }
        var frame = ByteBuffer.wrap(ThingMagicCodec.command(op, content));
        frame.put(1, (byte) data.length);
        frame.putShort(frame.limit() - 2, (short) ThingMagicCodec.crc(frame, 1, frame.limit() - 3));
        return frame.array();
    }

    private static byte[] anyAnswer(Random random) {
        var data = new byte[random.nextInt(249)];
        random.nextBytes(data);
        return answer(ThingMagicAnswer.READ, random.nextInt(0x10000), data);
    }

    private static String name(byte[] frame) {
        return switch (ThingMagicCodec.scan(ByteBuffer.wrap(frame))) {
            case Scan.Complete<ThingMagicAnswer>(var answer, var consumed)
                    when consumed == frame.length ->
                    "%02X %04X %d".formatted(answer.op(), answer.status(), answer.data().length);
            case Scan<ThingMagicAnswer> other -> other + " in " + HexFormat.of().formatHex(frame);
        };
    }
}
