package com.hasivu.reader.pn532;

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
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

class Pn532CodecTest {
    private static final String TARGET = "00 00 FF 0C F4 D5 4B 01 01 00 04 08 04 CB 98 A6 05 C0 00";

    /** Every frame of docs/readers/pn532.md, and an extended one by the rule there. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            00 00 FF 00 FF 00                                        | Ack
            00 00 FF FF 00 00                                        | Nack
            00 00 FF 01 FF 7F 81 00                                  | SyntaxError
            00 00 FF 02 FE D4 02 2A 00                               | HostCommand 02
            00 00 FF 06 FA D5 03 32 01 06 07 E8 00                   | Answer 03 32010607
            00 00 FF 05 FB D4 14 01 14 01 02 00                      | HostCommand 14
            00 00 FF 03 FD D4 14 01 17 00                            | HostCommand 14
            00 00 FF 02 FE D5 15 16 00                               | Answer 15
            00 00 FF 04 FC D4 4A 01 00 E1 00                         | HostCommand 4A
            00 00 FF 0C F4 D5 4B 01 01 00 04 08 04 CB 98 A6 05 C0 00 | Answer 4B 010100040804CB98A605
            00 00 FF FF FF 00 02 FE D5 15 16 00                      | Answer 15
            """)
    void scan_decodesPublishedFrames(String hex, String expected) {
        byte[] frame = bytes(hex);
        var scan = Pn532Codec.scan(ByteBuffer.wrap(frame));
        assertThat(scan)
                .isInstanceOfSatisfying(
                        Scan.Complete.class,
                        complete -> {
                            assertThat(complete.consumed()).isEqualTo(frame.length);
                            assertThat(name((Pn532Frame) complete.frame())).isEqualTo(expected);
                        });
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            00                                     | NeedMore
            00 00 FF                               | NeedMore
            00 00 FF 00 FF                         | NeedMore
            00 00 FF 06 FA D5 03 32 01 06 07 E8    | NeedMore
            00 00 FF FF FF 00 02                   | NeedMore
            01                                     | Noise
            00 01                                  | Noise
            00 00 00 FF                            | Noise
            00 00 FF 00 00 00                      | Noise
            00 00 FF 06 FB D5 03 32 01 06 07 E8 00 | Noise
            00 00 FF 06 FA D5 03 32 01 06 08 E8 00 | Noise
            00 00 FF 06 FA D5 03 32 01 06 07 E8 01 | Noise
            00 00 FF 02 FE D6 15 15 00             | Noise
            00 00 FF 01 FF D5 2B 00                | Noise
            00 00 FF 00 FF 01                      | Noise
            00 00 FF FF FF 00 02 FF D5 15 16 00    | Noise
            00 00 FF FF FF 02 00 FE D5 15 16 00    | Noise
            """)
    void scan_namesWhatIsNoWholeFrame(String hex, String expected) {
        var in = ByteBuffer.wrap(bytes(hex));
        assertThat(Pn532Codec.scan(in).getClass().getSimpleName()).isEqualTo(expected);
        assertThat(in.position()).isZero();
    }

    /** Our own commands are the published ones, byte for byte. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "CONFIGURE, 0000FF05FBD414011401 0200",
        "GET_FIRMWARE, 0000FF02FED402 2A00",
        "POLL, 0000FF04FCD44A0100 E100",
    })
    void command_sendsThePublishedBytes(Command command, String hex) {
        assertThat(command.frame()).isEqualTo(bytes(hex));
    }

    /** "Desfire EV1 Communication Examples" of sotechcllc/RFDoorLock, captured with a PN532. */
    @ParameterizedTest
    @CsvSource({
        "AA00, 0000FF05FBD44001AA00 4100",
        "AF36AAD7DF6E436BA08D18613830A70D5AD43E3D3F4A8D47541EEE623A934E4774,"
                + " 0000FF24DCD44001AF36AAD7DF6E436BA08D18613830A70D5AD43E3D3F4A8D47541EEE623A934E47742A00",
        "AF044B6CAC343A0865895149649CA8DDE1F5AC4EC67BD208900AF02F049E05F0B0,"
                + " 0000FF24DCD44001AF044B6CAC343A0865895149649CA8DDE1F5AC4EC67BD208900AF02F049E05F0B06700"
    })
    void toCard_sendsThePublishedBytes(String command, String hex) {
        assertThat(Pn532Codec.toCard(bytes(command))).isEqualTo(bytes(hex));
    }

    @ParameterizedTest
    @CsvSource({
        "0000FF14ECD54100AFB969FDFE56FD91FC9DE6F6F213B8FD1EED00, AFB969FDFE56FD91FC9DE6F6F213B8FD1E",
        "0000FF14ECD5410000800DB680BC146BD121D6578F2D2E20596A00, 00800DB680BC146BD121D6578F2D2E2059",
        "0000FF04FCD5410000EA00, 00",
        "0000FF03FDD54101E900, gone",
        "0000FF04FCD5414000AA00, gone"
    })
    void cardAnswer_isWhatFollowsACleanStatus(String frame, String answer) {
        var feed = feed().bytes(bytes(frame));
        assertThat(feed.frames)
                .singleElement()
                .isInstanceOfSatisfying(
                        Pn532Frame.Answer.class,
                        read ->
                                assertThat(
                                                Pn532CardAnswer.read(read.data())
                                                        .map(
                                                                HexFormat.of().withUpperCase()
                                                                        ::formatHex)
                                                        .orElse("gone"))
                                        .isEqualTo(answer));
        assertThat(Pn532CardAnswer.read(new byte[0])).isEmpty();
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
    @ValueSource(strings = {TARGET, "00 00 FF 06 FA D5 03 32 01 06 07 E8 00", "00 00 FF 00 FF 00"})
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

    @RepeatedTest(100)
    void feed_findsTheFrameBehindAnyNoise(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var noise = new byte[random.nextInt(300)];
        random.nextBytes(noise);
        var feed = feed().bytes(noise).silence().bytes(bytes(TARGET));
        assertThat(name(feed.frames.getLast())).isEqualTo("Answer 4B 010100040804CB98A605");
    }

    @Test
    void feed_readsTheFrameAfterOneCutAnywhere() {
        byte[] good = bytes(TARGET);
        for (int cut = 1; cut < good.length; cut++) {
            var feed = feed().bytes(Arrays.copyOf(good, cut)).silence().bytes(good);
            assertThat(feed.frames).as("cut at %d", cut).hasSize(1);
        }
    }

    private static Feed<Pn532Frame> feed() {
        return new Feed<>(Pn532Codec::scan);
    }

    private static byte[] anyAnswer(Random random) {
        var data = new byte[random.nextInt(1, 254)];
        random.nextBytes(data);
        var frame = ByteBuffer.allocate(data.length + 8);
        frame.put(bytes("00 00 FF")).put((byte) (data.length + 1)).put((byte) -(data.length + 1));
        int sum = 0xD5;
        for (byte b : data) {
            sum += b;
        }
        return frame.put((byte) 0xD5).put(data).put((byte) -sum).put((byte) 0).array();
    }

    private static String name(Pn532Frame frame) {
        return switch (frame) {
            case Pn532Frame.HostCommand(var code) -> "HostCommand %02X".formatted(code);
            case Pn532Frame.Answer(var code, var data) ->
                    ("Answer %02X ".formatted(code)
                                    + HexFormat.of().withUpperCase().formatHex(data))
                            .strip();
            default -> frame.getClass().getSimpleName();
        };
    }
}
