package com.hasivu.reader.r2000;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.FrameDecoder.Decoded;
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

class R2000CodecTest {
    private static final String TAG =
            "A0 13 01 89 04 30 00 E2 00 30 16 66 13 01 21 15 50 74 EF 45 BF";

    /** Captured from readers, in five public sources; each sum recomputed. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            A0 05 01 72 01 09 DE                                           | 72 0109
            A0 04 01 74 10 D7                                              | 74 10
            A0 04 01 76 10 D5                                              | 76 10
            A0 04 01 77 17 CD                                              | 77 17
            A0 04 01 85 10 C6                                              | 85 10
            A0 0A 01 89 00 00 11 00 00 00 05 B6                            | end
            A0 0A 01 89 00 00 1B 00 00 00 01 B0                            | end
            A0 0A 01 8B 00 00 19 00 00 00 01 B0                            | end
            A0 13 01 89 04 30 00 E2 00 30 16 66 13 01 21 15 50 74 EF 45 BF | E200301666130121155074EF -60
            A0 13 01 89 8C 30 00 30 08 33 B2 DD D9 01 40 00 00 00 01 37 BB | 300833B2DDD9014000000001 -74
            A0 13 01 89 74 30 00 E2 00 40 74 85 0A 01 03 16 30 70 E1 36 29 | E2004074850A0103163070E1 -75
            A0 13 01 89 D4 30 00 30 08 33 B2 DD D9 01 40 00 00 00 01 36 74 | 300833B2DDD9014000000001 -75
            A0 13 01 89 D4 30 00 E2 00 40 74 85 0A 01 03 16 30 70 E1 35 CA | E2004074850A0103163070E1 -76
            A0 13 01 89 D4 30 00 E2 00 40 74 85 0A 01 03 16 90 67 DD 2F 7D | E2004074850A0103169067DD -82
            A0 13 01 89 14 34 00 11 22 33 44 55 66 77 88 99 00 AA BB 60 B9 | 11223344556677889900AABB -33
            A0 13 01 8B 10 30 00 30 09 66 37 81 DB 02 97 48 76 FC 6A 67 2B | 3009663781DB02974876FC6A -26
            """)
    void scan_readsCapturedFrames(String hex, String expected) {
        byte[] frame = bytes(hex);
        var scan = R2000Codec.scan(ByteBuffer.wrap(frame));
        assertThat(scan)
                .isInstanceOfSatisfying(
                        Scan.Complete.class,
                        complete -> assertThat(complete.consumed()).isEqualTo(frame.length));
        var read = (R2000Frame) ((Scan.Complete<?>) scan).frame();
        if (expected.equals("end")) {
            assertThat(read.isEnd()).isTrue();
        } else if (expected.contains(" -")) {
            int dbm = expected.lastIndexOf(' ');
            CardId epc = CardId.parse(expected.substring(0, dbm));
            assertThat(R2000Cards.inFrame(read))
                    .containsExactly(
                            CardRead.epc(epc).at(Integer.parseInt(expected.substring(dbm + 1))));
        } else {
            assertThat("%02X ".formatted(read.command()) + hex(read.data())).isEqualTo(expected);
        }
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            A0                                                             | NeedMore
            A0 13 01                                                       | NeedMore
            A0 13 01 89 04 30 00 E2 00 30 16 66 13 01 21 15 50 74 EF 45    | NeedMore
            A0 04 01 89 22 B0                                              | Complete
            13                                                             | Noise
            A0 0A 01 89 00 00 1D 00 00 00 01 BC                            | Noise
            A0 12 01 89                                                    | Noise
            A0 05 01 74                                                    | Noise
            A0 60 01 89                                                    | Noise
            A0 02 01 72                                                    | Noise
            A0 04 01 20                                                    | Noise
            A0 13 01 89 04 30 00 E2 00 30 16 66 13 01 21 12 50 74 EF 45 BF | Noise
            A0 13 01 89 04 38 00 E2 00 30 16 66 13 01 21 15 50 74 E7 45 BF | Noise
            """)
    void scan_namesWhatIsNoWholeFrame(String hex, String expected) {
        var in = ByteBuffer.wrap(bytes(hex));
        assertThat(R2000Codec.scan(in).getClass().getSimpleName()).isEqualTo(expected);
        assertThat(in.position()).isZero();
    }

    /** What other programs send. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "A0 03 01 70 EC",
                "A0 03 01 72 EA",
                "A0 03 00 72 EB",
                "A0 03 01 77 E5",
                "A0 04 01 74 00 E7",
                "A0 04 01 76 0A DB",
                "A0 04 01 76 1A CB",
                "A0 04 01 89 01 D1",
                "A0 04 00 89 01 D2",
                "A0 04 01 89 FF D3",
                "A0 06 01 8B 01 00 01 CC",
                "A0 11 01 85 00 0C 11 22 33 44 55 66 77 88 99 00 AA BB 5B",
                "A0 0C 01 94 00 00 00 00 01 02 01 CC DD 12",
            })
    void command_makesThePublishedBytes(String hex) {
        assertThat(again(bytes(hex))).isEqualTo(bytes(hex));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "A0 03 00 77 E5", // E6
                "A0 0A 01 89 00 00 1D 00 00 00 01 BC", // AE
            })
    void command_doesNotMakeTheMisprintedBytes(String hex) {
        assertThat(again(bytes(hex))).isNotEqualTo(bytes(hex));
    }

    @Test
    void decoder_readsARoundAndCountsWhatIsDamaged() {
        var found =
                new R2000Driver()
                        .decoder()
                        .feed(bytes(TAG + " FF " + TAG + " A0 0A 01 89 00 00 11 00 00 00 05 B6"));
        assertThat(found)
                .extracting(piece -> piece.getClass().getSimpleName())
                .containsExactly("Card", "Rejected", "Card");
        assertThat(found.get(1)).isEqualTo(new Decoded.Rejected("noise", 21, 1));
    }

    @RepeatedTest(200)
    void feed_givesBackAnyTagHoweverItIsSplit(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        byte[] frame = anyTag(random);
        int at = random.nextInt(frame.length + 1);
        var feed =
                feed().bytes(Arrays.copyOf(frame, at))
                        .bytes(Arrays.copyOfRange(frame, at, frame.length));
        assertThat(feed.frames).hasSize(1);
        assertThat(feed.droppedBytes()).isZero();
        assertThat(feed().oneByOne(frame).frames).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {TAG, "A0 0A 01 89 00 00 11 00 00 00 05 B6", "A0 05 01 72 01 09 DE"})
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
    void feed_believesTwoFlippedBitsInOneColumn() {
        byte[] bad = bytes(TAG);
        bad[8] ^= 1; // 00 -> 01
        bad[12] ^= 1; // 13 -> 12
        // why a read of this family is weak: the sum holds, and the tag is another child's
        assertThat(R2000Cards.inFrame(feed().bytes(bad).frames.getFirst()))
                .extracting(read -> read.card().hex())
                .containsExactly("E201301666120121155074EF");
    }

    @RepeatedTest(100)
    void feed_findsTheFrameBehindAnyNoise(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        var feed = feed().bytes(noise).silence().bytes(bytes(TAG));
        assertThat(feed.frames.getLast().data()).hasSize(16);
    }

    @Test
    void feed_readsTheFrameAfterOneCutAnywhere() {
        byte[] good = bytes(TAG);
        for (int cut = 1; cut < good.length; cut++) {
            var feed = feed().bytes(Arrays.copyOf(good, cut)).silence().bytes(good);
            assertThat(feed.frames).as("cut at %d", cut).hasSize(1);
        }
    }

    @ParameterizedTest(name = "an EPC of {0} bytes is a card: {1}")
    @CsvSource({"2, false", "4, true", "16, true", "18, false", "62, false"})
    void inFrame_givesCardsOfTheSizesWeKnow(int length, boolean isCard) {
        var data = new byte[length + 4];
        data[1] = (byte) (length / 2 << 3);
        assertThat(R2000Cards.inFrame(new R2000Frame(1, 0x89, data)).isEmpty()).isEqualTo(!isCard);
    }

    @Test
    void inFrame_takesTheUpperBitOfTheStrengthForTheAntennas() {
        byte[] data = bytes("04 10 00 11 22 33 44 C5");
        assertThat(R2000Cards.inFrame(new R2000Frame(1, 0x89, data)))
                .containsExactly(CardRead.epc(new CardId("11223344")).at(-60));
    }

    private static Feed<R2000Frame> feed() {
        return new Feed<>(R2000Codec::scan);
    }

    private static byte[] again(byte[] frame) {
        var data = new int[frame.length - 5];
        for (int i = 0; i < data.length; i++) {
            data[i] = frame[4 + i];
        }
        return R2000Codec.command(frame[2] & 0xFF, frame[3] & 0xFF, data);
    }

    private static byte[] anyTag(Random random) {
        int words = random.nextInt(1, 32);
        var data = new int[2 * words + 4];
        for (int i = 0; i < data.length; i++) {
            data[i] = random.nextInt(256);
        }
        data[1] = words << 3 | random.nextInt(8);
        return R2000Codec.command(random.nextInt(255), R2000Frame.INVENTORY, data);
    }

    private static String hex(byte[] data) {
        return HexFormat.of().withUpperCase().formatHex(data);
    }
}
