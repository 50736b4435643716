package com.hasivu.reader.line;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A toy family: AA, one byte is an answer; 55, one byte a command that no answer is like. */
class EchoTest {
    private static final int[] WHO = {0x55, 1};
    private static final int[] SET = {0xAA, 7};

    private final Framer<Integer> framer =
            new Framer<>(EchoTest::scan, Optional.of(new Echo<>(EchoTest::scan)));

    @Test
    void answer_isHeardThoughEqualToTheCommandWhereTheLineDoesNotEcho() {
        say(WHO);
        assertThat(hear(0xAA, 1)).containsExactly("answer 1");
        say(SET);
        assertThat(hear(SET)).containsExactly("answer 7");
    }

    @Test
    void answer_isHeardBehindAnEchoEqualToIt() {
        say(WHO);
        assertThat(hear(0x55, 1, 0xAA, 1)).containsExactly("answer 1");
        say(SET);
        assertThat(hear(0xAA, 7, 0xAA, 7)).containsExactly("answer 7");
        assertThat(hear(0xAA, 7)).as("told again, and not said again").containsExactly("answer 7");
    }

    @Test
    void echo_isDroppedByteByByteAndBehindNoise() {
        say(WHO);
        assertThat(hear(0x00, 0x55)).containsExactly("noise 1");
        assertThat(hear(1)).isEmpty();
        assertThat(framer.deadline()).isEqualTo(Machine.NEVER);
        say(SET);
        assertThat(hear(0xAA)).isEmpty();
        assertThat(hear(7)).isEmpty();
    }

    @Test
    void echo_thatIsDamagedIsNoiseAndTheLineTakenForOneWithout() {
        say(WHO);
        assertThat(hear(0x54, 1)).containsExactly("noise 2");
        say(SET);
        assertThat(hear(SET)).containsExactly("answer 7");
    }

    @Test
    void echo_cutShortIsGivenUp() {
        say(WHO);
        assertThat(hear(0x55)).isEmpty();
        assertThat(words(framer.stalled())).containsExactly("cut short 1");
    }

    private void say(int... command) {
        framer.sent(bytes(command));
    }

    private List<String> hear(int... heard) {
        return words(framer.feed(bytes(heard), 0));
    }

    private static List<String> words(List<Framer.Piece<Integer>> pieces) {
        var words = new ArrayList<String>();
        for (Framer.Piece<Integer> piece : pieces) {
            if (piece.input() instanceof Input.Received<Integer>(var frame, var at)) {
                words.add("answer " + frame);
            } else if (piece.input() instanceof Input.Dropped<Integer>(var why, var count)) {
                words.add(why + " " + count);
            }
        }
        return words;
    }

    private static Scan<Integer> scan(ByteBuffer in) {
        if ((in.get(in.position()) & 0xFF) != 0xAA) {
            return new Scan.Noise<>(1, "noise");
        }
        return in.remaining() < 2
                ? new Scan.NeedMore<>(2)
                : new Scan.Complete<>((int) in.get(in.position() + 1), 2);
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
