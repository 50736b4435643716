package com.hasivu.reader.uhfreader18;

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

class UhfReader18CodecTest {
    private static final String FIRST =
            "13 00 01 01 01 0C E2 80 69 15 00 00 50 32 42 41 CC ED 57 78";
    private static final String SECOND =
            "15 00 01 03 01 01 0C E2 00 00 19 46 04 00 52 21 00 3D FF 4C 95 DD";

    @Test
    void crc_isMcrf4xx() {
        var in = ByteBuffer.wrap("123456789".getBytes(StandardCharsets.US_ASCII));
        assertThat(UhfReader18Codec.crc(in, 0, 9)).isEqualTo(0x6F91);
    }

    /** Captured from readers, from nine public sources; each check recomputed. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            05 00 01 FB F2 3D                                                | 01 FB
            07 00 01 01 01 00 1E 4B                                          | 01 01 0100
            13 00 01 01 01 0C E2 80 69 15 00 00 50 32 42 41 CC ED 57 78      | 01 01 010CE2806915000050324241CCED
            13 00 01 03 01 0C 00 00 00 00 00 00 00 00 00 00 03 13 3F 39      | 01 03 010C000000000000000000000313
            13 00 01 03 01 0C 49 44 00 00 00 00 00 00 0A 00 03 34 A5 FB      | 01 03 010C49440000000000000A000334
            13 00 0F 01 01 0C E2 84 36 11 00 00 10 00 09 49 44 AA DA FF      | 0F 01 010CE284361100001000094944AA
            15 00 01 03 01 01 0C E2 00 00 19 46 04 00 52 21 00 3D FF 4C 95 DD | 01 03 01010CE20000194604005221003DFF4C
            15 00 01 03 01 01 0C E2 80 68 94 00 00 50 05 B2 21 08 61 4D 2F 50 | 01 03 01010CE280689400005005B22108614D
            15 00 01 03 01 01 0C 30 34 B7 08 AC 39 7E 00 00 00 06 49 42 1A B7 | 01 03 01010C3034B708AC397E000000064942
            0D 00 01 03 01 01 04 11 10 01 BA 46 5D 27                        | 01 03 010104111001BA46
            0D 00 01 03 01 01 04 00 32 30 38 6D A3 D2                        | 01 03 010104003230386D
            11 00 EE 00 20 00 70 8C 2B 38 0B 2D 00 00 00 00 E0 56            | EE 00 2000708C2B380B2D00000000
            0D 00 21 00 03 3F 09 03 4E 00 1E 0A 83 F0                        | 21 00 033F09034E001E0A
            0D 00 21 00 05 02 86 02 31 80 1A 14 97 5C                        | 21 00 0502860231801A14
            11 00 21 00 00 16 0C 03 4E 00 1E 0A 01 00 00 00 E6 51            | 21 00 00160C034E001E0A01000000
            11 00 21 00 03 01 10 02 31 80 1A 03 01 00 00 00 AF BF            | 21 00 0301100231801A0301000000
            11 00 21 00 01 14 75 02 31 80 1E 00 01 01 00 01 D5 E0            | 21 00 0114750231801E0001010001
            11 00 21 00 03 0D 26 03 31 80 1E 00 01 00 00 01 71 9A            | 21 00 030D260331801E0001000001
            11 00 36 00 00 1E 0A 0F 01 02 04 02 06 00 00 00 A6 66            | 36 00 001E0A0F0102040206000000
            05 00 35 00 6C A5                                                | 35 00
            05 00 25 00 FD 30                                                | 25 00
            09 00 4C 00 17 43 90 15 49 C0                                    | 4C 00 17439015
            56 00 00 00 00 00                                                | Heartbeat
            """)
    void scan_readsCapturedAnswers(String hex, String expected) {
        assertThat(name(bytes(hex))).isEqualTo(expected);
    }

    /** 56 is also a length: what comes decides. */
    @Test
    void scan_tellsAHeartbeatFromAFrameOfThatLength() {
        var data = new byte[0x56 - 5];
        data[80] = 7;
        byte[] frame = answer(0, 0x01, 0x01, data);
        assertThat(frame[0]).isEqualTo((byte) 0x56);
        var feed = feed().oneByOne(frame).bytes(bytes("56 00 00 00 00 00")).bytes(frame);
        assertThat(feed.frames)
                .extracting(found -> found.getClass().getSimpleName())
                .containsExactly("Answer", "Heartbeat", "Answer");
        assertThat(feed.droppedBytes()).isZero();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            05                         | NeedMore
            56                         | NeedMore
            56 00 00                   | NeedMore
            05 00 01 FB F2             | NeedMore
            04                         | Noise
            00                         | Noise
            05 00 20                   | Noise
            05 00 EF                   | Noise
            05 00 01 60                | Noise
            05 00 01 FB F2 3C          | Noise
            05 00 01 FB 3D F2          | Noise
            15 00 01 03 01 01 0C 00 00 00 00 00 00 00 00 00 00 03 13 6B B1 A6 | Noise
            """)
    void scan_namesWhatIsNoWholeFrame(String hex, String expected) {
        var in = ByteBuffer.wrap(bytes(hex));
        assertThat(UhfReader18Codec.scan(in).getClass().getSimpleName()).isEqualTo(expected);
        assertThat(in.position()).isZero();
    }

    /** What other programs send. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "04 00 01 DB 4B",
                "04 FF 01 1B B4",
                "04 FF 21 19 95",
                "04 00 21 D9 6A",
                "04 00 36 E7 0E",
                "04 00 0F A5 A2",
                "05 00 2F 1E 72 34",
                "05 00 25 14 58 66",
                "05 00 76 00 62 C9",
                "05 FF 28 00 76 46",
                "06 00 01 04 FF D4 39",
                "06 00 01 02 00 7C 62",
                "06 00 22 31 80 E1 96",
                "09 00 01 01 00 00 80 0A 76 FC",
                "0A 00 35 00 02 01 00 01 00 2A 9F",
                "0A 00 35 00 02 04 02 06 00 CD 09",
            })
    void command_makesThePublishedBytes(String hex) {
        assertThat(again(bytes(hex))).isEqualTo(bytes(hex));
    }

    @Test
    void command_doesNotMakeTheTypoThatCirculates() {
        byte[] typo = bytes("04 00 21 D9 BA");
        assertThat(again(typo)).isNotEqualTo(typo);
    }

    @RepeatedTest(200)
    void feed_givesBackAnyAnswerHoweverItIsSplit(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var data = new byte[random.nextInt(250)];
        random.nextBytes(data);
        byte[] frame = answer(random.nextInt(255), 0x01, 0x03, data);
        int at = random.nextInt(frame.length + 1);
        var feed =
                feed().bytes(Arrays.copyOf(frame, at))
                        .bytes(Arrays.copyOfRange(frame, at, frame.length));
        assertThat(feed.frames).hasSize(1);
        assertThat(feed.droppedBytes()).isZero();
        assertThat(feed().oneByOne(frame).frames).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {FIRST, SECOND, "07 00 01 01 01 00 1E 4B"})
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

    @Test
    void feed_givesNothingFromAnyTwoFlippedBits() {
        byte[] good = bytes(SECOND);
        for (int one = 0; one < 8 * good.length; one++) {
            for (int other = one + 1; other < 8 * good.length; other++) {
                byte[] bad = good.clone();
                bad[one / 8] ^= (byte) (1 << one % 8);
                bad[other / 8] ^= (byte) (1 << other % 8);
                assertThat(feed().bytes(bad).silence().frames).as("%d, %d", one, other).isEmpty();
            }
        }
    }

    @RepeatedTest(100)
    void feed_findsTheFrameBehindAnyNoise(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        var feed = feed().bytes(noise).bytes(bytes(SECOND)).silence();
        assertThat(feed.frames).isNotEmpty();
        assertThat(UhfReader18Cards.inFrame(feed.frames.getLast()))
                .singleElement()
                .extracting(read -> read.card().hex())
                .isEqualTo("E20000194604005221003DFF");
    }

    @Test
    void feed_readsTheFrameAfterOneCutAnywhere() {
        byte[] good = bytes(SECOND);
        for (int cut = 1; cut < good.length; cut++) {
            var feed = feed().bytes(Arrays.copyOf(good, cut)).silence().bytes(good);
            assertThat(feed.frames).as("cut at %d", cut).hasSize(1);
        }
    }

    private static Feed<UhfReader18Frame> feed() {
        return new Feed<>(UhfReader18Codec::scan);
    }

    private static byte[] again(byte[] frame) {
        var data = new int[frame.length - 5];
        for (int i = 0; i < data.length; i++) {
            data[i] = frame[3 + i];
        }
        return UhfReader18Codec.command(frame[1], frame[2], data);
    }

    private static byte[] answer(int address, int command, int status, byte[] data) {
        var frame = ByteBuffer.allocate(data.length + 6);
        frame.put((byte) (data.length + 5)).put((byte) address).put((byte) command);
        frame.put((byte) status).put(data);
        int crc = UhfReader18Codec.crc(frame, 0, frame.position());
        return frame.put((byte) crc).put((byte) (crc >> 8)).array();
    }

    private static String name(byte[] frame) {
        return switch (UhfReader18Codec.scan(ByteBuffer.wrap(frame))) {
            case Scan.Complete<UhfReader18Frame>(var found, var consumed)
                    when consumed == frame.length ->
                    switch (found) {
                        case UhfReader18Frame.Heartbeat beat -> "Heartbeat";
                        case UhfReader18Frame.Answer answer ->
                                ("%02X %02X ".formatted(answer.command(), answer.status())
                                                + HexFormat.of()
                                                        .withUpperCase()
                                                        .formatHex(answer.data()))
                                        .strip();
                    };
            case Scan<UhfReader18Frame> other -> other.toString();
        };
    }
}
