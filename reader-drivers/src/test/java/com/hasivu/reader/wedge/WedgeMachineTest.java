package com.hasivu.reader.wedge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Scan;
import com.hasivu.reader.line.Step;
import com.hasivu.reader.wedge.WedgeMachine.Link;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

class WedgeMachineTest {
    private static final long START = 1_700_000_000_000_000L;
    private static final int ONE = 2;
    private static final int TWO = 3;
    private static final int SHIFT = 42;
    private static final int F1 = 59;

    private final WedgeMachine machine = new WedgeMachine(WedgeSettings.USUAL);
    private final WedgeCodec codec = new WedgeCodec(Events.WIDE);
    private Link state = machine.start();
    private final List<String> told = new ArrayList<>();
    private long now;

    @Test
    void line_isOneReadWhenEnterComesUp() {
        byte[] line = new Events(START).typed("0045131261").bytes();
        feed(Arrays.copyOf(line, line.length - 72));
        assertThat(told).isEmpty();
        feed(Arrays.copyOfRange(line, line.length - 72, line.length));
        assertThat(told).containsExactly("02B0A5FD");
    }

    @Test
    void line_isReadFromKeypadShiftAndLocksToo() {
        var keys = new Events(START).press(69); // num lock
        for (int i = 0; i < 9; i++) {
            keys.press(82); // keypad 0
        }
        feed(keys.press(79, 96).bytes()); // keypad 1, keypad Enter
        assertThat(told).containsExactly("00000001");
    }

    @Test
    void hexLetters_areReadWithAndWithoutShift() {
        var hex = new WedgeMachine(settings(Map.of("form", "hex")));
        feed(
                hex,
                new Events(START)
                        .press(11, 5) // 04
                        .key(SHIFT, 1)
                        .press(30) // A
                        .key(SHIFT, 0)
                        .press(ONE, 48, TWO, 46, 4) // 1b2c3
                        .press(Events.ENTER)
                        .bytes());
        assertThat(told).containsExactly("04A1B2C3");
    }

    @Test
    void nextKey_mayGoDownBeforeTheLastComesUp() {
        var keys = new Events(START).press(11, 11, 11, 11, 11, 11, 11, 11);
        keys.key(ONE, 1).event(1, ONE, 0).key(TWO, 1).key(TWO, 0).press(Events.ENTER);
        feed(keys.bytes());
        assertThat(told).containsExactly("0000000C");
    }

    @Test
    void repeats_areNoKeys() {
        var keys = new Events(START).press(11, 11, 11, 11, 11, 11, 11, 11, 11).key(ONE, 1);
        keys.event(1, ONE, 2).event(0, 0, 1).after(30_000).key(ONE, 0).press(Events.ENTER);
        feed(keys.bytes());
        assertThat(told).containsExactly("00000001");
    }

    @Test
    void emptyLine_isNothing() {
        feed(new Events(START).press(Events.ENTER).typed("0045131261").bytes());
        assertThat(told).containsExactly("02B0A5FD");
    }

    @Test
    void keyWeHeardOnlyComeUp_isNothing() {
        feed(new Events(START).key(Events.ENTER, 0).typed("0045131261").bytes());
        assertThat(told).containsExactly("02B0A5FD");
    }

    @Test
    void otherKey_spoilsTheLineAndNotTheNext() {
        feed(new Events(START).press(F1).typed("0045131261").typed("0003887558").bytes());
        assertThat(told).containsExactly("fault other key", "003B51C6");
    }

    @Test
    void shiftedDigit_isAnotherKey() {
        feed(new Events(START).key(SHIFT, 1).press(ONE).key(SHIFT, 0).typed("0045131261").bytes());
        assertThat(told).containsExactly("fault other key");
    }

    @Test
    void lostRelease_spoilsTheLine() {
        feed(new Events(START).key(ONE, 1).press(11, Events.ENTER).typed("0045131261").bytes());
        assertThat(told).containsExactly("fault key order", "02B0A5FD");
    }

    @Test
    void mixOfKeysWithAndWithoutScanCode_spoilsTheLine() {
        feed(new Events(START).press(11).typed("045131261").bytes());
        assertThat(told).containsExactly("fault key order");
    }

    @Test
    void overrun_spoilsUntilTheNextEnter() {
        var keys = new Events(START).press(11).event(0, 3, 0).report();
        feed(keys.typed("0045131261").typed("0003887558").bytes());
        assertThat(told).containsExactly("fault overrun", "003B51C6");
    }

    @Test
    void overrun_spoilsEvenBetweenLines() {
        var hex = new WedgeMachine(settings(Map.of("form", "hex")));
        feed(hex, new Events(START).event(0, 3, 0).report().typed("04010203").bytes());
        assertThat(told).containsExactly("fault overrun");
    }

    @Test
    void humanHand_isTooSlow() {
        var keys = new Events(START);
        for (int i = 0; i < 10; i++) {
            keys.press(ONE).after(120_000);
        }
        feed(keys.press(Events.ENTER).bytes());
        assertThat(told).containsExactly("fault too slow");
    }

    @Test
    void pauseInTheKernelsTime_startsANewLine() {
        feed(new Events(START).press(ONE).after(301_000).typed("0045131261").bytes());
        assertThat(told).containsExactly("fault no enter", "02B0A5FD");
    }

    @Test
    void missingEnter_dropsTheLineAfter300Ms() {
        now = 7_000;
        assertThat(machine.deadline(state)).isEqualTo(Machine.NEVER);
        feed(new Events(START).press(ONE, TWO).bytes());
        assertThat(machine.deadline(state)).isEqualTo(7_000 + 300_000_000L);
        apply(machine, new Input.Deadline<>());
        assertThat(told).containsExactly("fault no enter");
        assertThat(machine.deadline(state)).isEqualTo(Machine.NEVER);
    }

    @Test
    void wrongNumbers_areCountedAndNoCards() {
        feed(new Events(START).typed("4294967296").typed("123").typed("0045131261").bytes());
        assertThat(told).containsExactly("fault out of range", "fault digit count", "02B0A5FD");
    }

    @Test
    void loss_isToldOnce() {
        apply(machine, new Input.Opened<>(24));
        apply(machine, new Input.Lost<>("gone"));
        apply(machine, new Input.Lost<>("gone"));
        feed(new Events(START).typed("0045131261").bytes());
        assertThat(told).containsExactly("up", "fault stale", "down gone");
    }

    /** The kit flips bits of one line; here any line, and bytes lost, doubled or made up. */
    @Test
    void damage_neverNamesAnotherCard() {
        var random = new Random(17);
        for (int round = 0; round < 400; round++) {
            long number = Integer.toUnsignedLong(random.nextInt() | 1);
            byte[] line = new Events(START).typed("%010d".formatted(number)).bytes();
            int at = random.nextInt(line.length);
            byte[] damaged =
                    switch (round % 4) {
                        case 0 -> flipped(line, random.nextInt(line.length * 8));
                        case 1 -> cut(line, at, random.nextInt(100));
                        case 2 -> join(Arrays.copyOf(line, at), line);
                        default -> join(line, Arrays.copyOfRange(line, at, line.length));
                    };
            state = machine.start();
            told.clear();
            feed(damaged);
            String card = "%08X".formatted(number);
            assertThat(told)
                    .as("round %d", round)
                    .allMatch(said -> said.startsWith("fault") || said.equals(card));
            if (round % 4 == 0) {
                assertThat(told).as("round %d: a flipped bit", round).doesNotContain(card);
            }
        }
    }

    @Test
    void settings_nameTheFormsThereAre() {
        assertThatThrownBy(() -> settings(Map.of("form", "11d")))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", "form", "11d", "10d", "hex-reversed");
        var config = new ReaderConfig("counter-1", "wedge", "/dev/x", Map.of("form", "11d"));
        assertThatThrownBy(() -> new WedgeDriver().presence(config))
                .isInstanceOf(ReaderException.class);
    }

    private static WedgeSettings settings(Map<String, String> own) {
        return WedgeSettings.from(new ReaderConfig("counter-1", "wedge", "/dev/x", own));
    }

    private static byte[] flipped(byte[] line, int bit) {
        byte[] copy = line.clone();
        copy[bit / 8] ^= (byte) (1 << bit % 8);
        return copy;
    }

    private static byte[] cut(byte[] line, int at, int count) {
        int end = Math.min(line.length, at + count);
        return join(Arrays.copyOf(line, at), Arrays.copyOfRange(line, end, line.length));
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private void feed(byte[] bytes) {
        feed(machine, bytes);
    }

    private void feed(WedgeMachine by, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        boolean more = false;
        while (in.hasRemaining() && !more) {
            switch (codec.scan(in)) {
                case Scan.Complete<Packet>(var packet, var consumed) -> {
                    apply(by, new Input.Received<>(packet, now));
                    in.position(in.position() + consumed);
                }
                case Scan.Noise<Packet>(var skip, var why) -> {
                    apply(by, new Input.Dropped<>(why, skip));
                    in.position(in.position() + skip);
                }
                case Scan.Padding<Packet>(var skip) -> in.position(in.position() + skip);
                case Scan.NeedMore<Packet> rest -> more = true;
            }
        }
    }

    private void apply(WedgeMachine by, Input<Packet> input) {
        Step<Link> step = by.step(state, input, now);
        state = step.state();
        for (Effect effect : step.effects()) {
            told.add(
                    switch (((Effect.Tell) effect).event()) {
                        case ReaderEvent.TagSeen seen -> seen.card().hex();
                        case ReaderEvent.Fault(var what, var count) -> "fault " + what;
                        case ReaderEvent.LinkUp up -> "up";
                        case ReaderEvent.LinkDown(var why) -> "down " + why;
                    });
        }
    }
}
