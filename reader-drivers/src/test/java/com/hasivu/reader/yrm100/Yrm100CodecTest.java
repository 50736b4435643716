package com.hasivu.reader.yrm100;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.line.Feed;
import com.hasivu.reader.line.Scan;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

class Yrm100CodecTest {
    private static final String TAG =
            "BB 02 22 00 11 C9 34 00 30 75 1F EB 70 5C 59 04 E3 D5 0D 70 3A 76 EF 7E";

    /** Published frames: maker's paper, yrm100lib, and captures of six tags in other projects. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            BB 00 03 00 01 00 04 7E                            | HostCommand 03
            BB 00 22 00 00 22 7E                               | HostCommand 22
            BB 00 27 00 03 22 27 10 83 7E                      | HostCommand 27
            BB 00 65 00 04 00 00 FF FF 67 7E                   | HostCommand 65
            BB 01 28 00 01 00 2A 7E                            | Response 28 00
            BB 01 B6 00 01 00 B8 7E                            | Response B6 00
            BB 01 B7 00 02 07 D0 91 7E                         | Response B7 07D0
            BB 01 B7 00 02 0A 28 EC 7E                         | Response B7 0A28
            BB 01 07 00 01 00 09 7E                            | Response 07 00
            BB 01 03 00 10 00 4D 31 30 30 20 32 36 64 42 6D 20 56 31 2E 30 92 7E | Response 03 004D31303020323664426D2056312E30
            BB 01 03 00 08 02 4D 61 67 69 63 52 66 A7 7E       | Response 03 024D616769635266
            BB 01 FF 00 01 15 16 7E                            | Failure 15
            BB 01 FF 00 01 09 0A 7E                            | Failure 09
            BB 02 22 00 11 C9 34 00 30 75 1F EB 70 5C 59 04 E3 D5 0D 70 3A 76 EF 7E | Tag 30751FEB705C5904E3D50D70 -55
            BB 02 22 00 11 C4 30 00 E2 00 00 1D 73 15 01 65 21 40 8F C6 B8 3E C2 7E | Tag E200001D7315016521408FC6 -60
            BB 02 22 00 11 CB 34 00 E2 00 47 1B B0 00 60 13 04 45 09 D0 95 82 D4 7E | Tag E200471BB0006013044509D0 -53
            BB 02 22 00 11 BB 30 00 E2 80 69 95 00 00 40 14 CC 14 78 62 27 58 0D 7E | Tag E280699500004014CC147862 -69
            BB 02 22 00 11 DF 30 00 E2 80 68 94 00 00 40 01 8F 22 95 8C 7C 78 A9 7E | Tag E2806894000040018F22958C -33
            BB 02 22 00 11 C3 30 00 34 08 33 B2 DD D9 01 40 00 00 00 00 34 6F E3 7E | Tag 340833B2DDD9014000000000 -61
            BB 02 22 00 11 D6 34 00 E2 80 11 70 40 00 02 1D 35 AE 40 08 D4 44 C4 7E | Tag E28011704000021D35AE4008 -42
            BB 02 27 00 11 C9 34 00 30 75 1F EB 70 5C 59 04 E3 D5 0D 70 3A 76 F4 7E | Tag 30751FEB705C5904E3D50D70 -55
            BB 02 30 00 01 00 33 7E                            | OtherNotice 30
            """)
    void scan_decodesPublishedFrames(String hex, String expected) {
        byte[] frame = bytes(hex);
        assertThat(Yrm100Codec.scan(ByteBuffer.wrap(frame)))
                .isInstanceOfSatisfying(
                        Scan.Complete.class,
                        complete -> {
                            assertThat(complete.consumed()).isEqualTo(frame.length);
                            assertThat(name((Yrm100Frame) complete.frame())).isEqualTo(expected);
                        });
    }

    /** The last six are published, and wrong: check, length, end, check, check, other family. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            BB                                        | NeedMore
            BB 02 22 00                               | NeedMore
            BB 01 FF 00 01 15 16                      | NeedMore
            BB 02 22 00 11 C9 34 00 30 75             | NeedMore
            7E                                        | Noise
            BB BB                                     | Noise
            BB 03 22 00 00 25 7E                      | Noise
            BB 01 22 FF 00                            | Noise
            BB 01 FF 00 01 15 17 7E                   | Noise
            BB 01 FF 00 01 15 16 7F                   | Noise
            BB 02 22 00 11 C9 34 00 30 75 1F EB 70 5C 59 04 E3 D5 0D 71 3A 76 F0 7E | Noise
            BB 02 22 00 11 C9 30 00 30 75 1F EB 70 5C 59 04 E3 D5 0D 70 3A 76 EB 7E | Noise
            BB 02 22 00 11 C9 2C 00 30 75 1F EB 70 5C 59 04 E3 D5 0D 70 3A 76 E7 7E | Noise
            BB 02 22 00 07 00 08 00 01 AB 00 00 DF 7E | Noise
            BB 02 22 00 02 C9 34 21 7E                | Noise
            BB 01 03 00 10 00 4D 31 30 30 20 32 36 64 42 6D 20 56 31 2E 30 22 7E | Noise
            BB 00 0D 00 0D 7E                         | NeedMore
            BB 00 65 00 04 00 00 FF 70 67 7E          | Noise
            BB 02 27 00 11 C9 34 00 30 75 1F EB 70 5C 59 04 E3 D5 0D 70 3A 76 EF 7E | Noise
            BB 01 04 00 03 01 01 03 0C 7E             | Noise
            BB 01 03 00 0A 50 52 4D 39 32 58 00 00 00 00 7E 9C EE | Noise
            """)
    void scan_namesWhatIsNoWholeFrame(String hex, String expected) {
        var in = ByteBuffer.wrap(bytes(hex));
        assertThat(Yrm100Codec.scan(in).getClass().getSimpleName()).isEqualTo(expected);
        assertThat(in.position()).isZero();
    }

    @Test
    void feed_findsNoFrameInTheOneWithoutALengthByte() {
        assertThat(feed().bytes(bytes("BB 00 0D 00 0D 7E")).silence().frames).isEmpty();
    }

    /** Our own commands are the published ones, byte for byte. */
    @Test
    void command_sendsThePublishedBytes() {
        assertThat(Question.STOP.frame()).isEqualTo(bytes("BB 00 28 00 00 28 7E"));
        assertThat(Question.INFO.frame(0)).isEqualTo(bytes("BB 00 03 00 01 00 04 7E"));
        assertThat(Question.SET_REGION.frame(Region.CHINA_900.code()))
                .isEqualTo(bytes("BB 00 07 00 01 01 09 7E"));
        assertThat(Question.SET_POWER.frame(0x07, 0xD0))
                .isEqualTo(bytes("BB 00 B6 00 02 07 D0 8F 7E"));
        assertThat(Question.GET_POWER.frame()).isEqualTo(bytes("BB 00 B7 00 00 B7 7E"));
        assertThat(Yrm100Machine.POLL).isEqualTo(bytes("BB 00 27 00 03 22 FF FF 4A 7E"));
    }

    @ParameterizedTest(name = "EPC of {0} bytes -> {1}")
    @CsvSource({
        "0, OddTag",
        "2, OddTag",
        "4, Tag",
        "8, Tag",
        "12, Tag",
        "16, Tag",
        "18, OddTag",
        "62, OddTag"
    })
    void scan_readsEveryLengthOfEpc(int length, String expected) {
        var epc = new byte[length];
        new Random(length).nextBytes(epc);
        byte[] frame = notice(-60, epc);
        assertThat(Yrm100Codec.scan(ByteBuffer.wrap(frame)))
                .isInstanceOfSatisfying(
                        Scan.Complete.class,
                        complete -> {
                            assertThat(complete.consumed()).isEqualTo(frame.length);
                            assertThat(complete.frame().getClass().getSimpleName())
                                    .isEqualTo(expected);
                        });
    }

    @RepeatedTest(200)
    void feed_givesBackAnyTagHoweverItIsSplit(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var epc = new byte[4 + 2 * random.nextInt(7)];
        random.nextBytes(epc);
        int dbm = random.nextInt(-90, -10);
        byte[] frame = notice(dbm, epc);
        int at = random.nextInt(frame.length + 1);
        var feed =
                feed().bytes(Arrays.copyOf(frame, at))
                        .bytes(Arrays.copyOfRange(frame, at, frame.length));
        assertThat(feed.frames).containsExactly(new Yrm100Frame.Tag(CardId.of(epc), dbm));
        assertThat(feed.droppedBytes()).isZero();
        assertThat(feed().oneByOne(frame).frames).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                TAG,
                "BB 01 03 00 08 02 4D 61 67 69 63 52 66 A7 7E",
                "BB 01 FF 00 01 15 16 7E"
            })
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

    /** Two flips that keep the sum: only the tag's own CRC and lengths can see them. */
    @Test
    void feed_refusesEveryPairOfFlipsThatTheSumCannotSee() {
        byte[] good = bytes(TAG);
        int last = good.length - 2;
        for (int first = 6; first < last; first++) {
            for (int second = first + 1; second < last; second++) {
                for (int bit = 0; bit < 8; bit++) {
                    int flip = 1 << bit;
                    if ((good[first] & flip) == (good[second] & flip)) {
                        continue;
                    }
                    byte[] bad = good.clone();
                    bad[first] ^= (byte) flip;
                    bad[second] ^= (byte) flip;
                    assertThat(feed().bytes(bad).silence().frames)
                            .as("bit %d of bytes %d and %d", bit, first, second)
                            .isEmpty();
                }
            }
        }
    }

    @RepeatedTest(100)
    void feed_findsTheFrameBehindAnyNoise(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        var feed = feed().bytes(noise).silence().bytes(bytes(TAG));
        assertThat(name(feed.frames.getLast())).isEqualTo("Tag 30751FEB705C5904E3D50D70 -55");
    }

    @RepeatedTest(100)
    void feed_tellsNoTagFromNoiseFullOfHeaders(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var noise = new byte[2000];
        int[] usual = {0xBB, 0x7E, 0x02, 0x22, 0x00, 0x11, 0x30};
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) usual[random.nextInt(usual.length)];
        }
        assertThat(feed().bytes(noise).silence().frames)
                .noneMatch(frame -> frame instanceof Yrm100Frame.Tag);
    }

    @Test
    void feed_readsTheFrameAfterOneCutAnywhere() {
        byte[] good = bytes(TAG);
        for (int cut = 1; cut < good.length; cut++) {
            var feed = feed().bytes(Arrays.copyOf(good, cut)).silence().bytes(good);
            assertThat(feed.frames).as("cut at %d", cut).hasSize(1);
        }
    }

    private static Feed<Yrm100Frame> feed() {
        return new Feed<>(Yrm100Codec::scan);
    }

    private static byte[] notice(int dbm, byte[] epc) {
        var data = new ByteArrayOutputStream();
        data.write(dbm);
        data.write((epc.length / 2) << 3);
        data.write(0);
        data.writeBytes(epc);
        int crc = Yrm100Cards.crc(data.toByteArray(), 1, data.size()); // goldens prove it
        data.write(crc >> 8);
        data.write(crc);
        var frame = ByteBuffer.allocate(data.size() + 7);
        frame.put(bytes("BB 02 22 00")).put((byte) data.size()).put(data.toByteArray());
        int sum = 0;
        for (int i = 1; i < frame.position(); i++) {
            sum += frame.get(i);
        }
        return frame.put((byte) sum).put((byte) 0x7E).array();
    }

    private static String name(Yrm100Frame frame) {
        return switch (frame) {
            case Yrm100Frame.HostCommand(var code) -> "HostCommand %02X".formatted(code);
            case Yrm100Frame.Response(var code, var data) ->
                    "Response %02X %s"
                            .formatted(code, HexFormat.of().withUpperCase().formatHex(data));
            case Yrm100Frame.Failure(var code) -> "Failure %02X".formatted(code);
            case Yrm100Frame.Tag(var epc, var dbm) -> "Tag %s %d".formatted(epc.hex(), dbm);
            case Yrm100Frame.OddTag(var length) -> "OddTag %d".formatted(length);
            case Yrm100Frame.OtherNotice(var code) -> "OtherNotice %02X".formatted(code);
        };
    }
}
