package com.hasivu.reader.line;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;

class FramerTest {
    private static final long STALL_NANOS = Codec.SERIAL_STALL.toNanos();

    /** A toy: 0xAA, length, that many bytes; 0xEE is padding. */
    private static Scan<Integer> scan(ByteBuffer in) {
        int first = in.get(in.position()) & 0xFF;
        if (first == 0xEE) {
            return new Scan.Padding<>(1);
        }
        if (first != 0xAA) {
            return new Scan.Noise<>(1, "noise");
        }
        if (in.remaining() < 2) {
            return new Scan.NeedMore<>(2);
        }
        int length = in.get(in.position() + 1) & 0xFF;
        return in.remaining() < 2 + length
                ? new Scan.NeedMore<>(2 + length)
                : new Scan.Complete<>(length, 2 + length);
    }

    private final Framer<Integer> framer = new Framer<>(FramerTest::scan);

    @Test
    void feed_stampsAFrameWithTheTimeOfItsLastByte() {
        assertThat(inputs(framer.feed(bytes(0xAA), 5))).isEmpty();
        assertThat(inputs(framer.feed(bytes(0x01, 0x07), 9)))
                .containsExactly(new Input.Received<>(1, 9));
    }

    @Test
    void feed_countsARunOfNoiseOnce() {
        assertThat(inputs(framer.feed(bytes(1, 2, 3, 0xAA, 0, 4), 0)))
                .containsExactly(
                        new Input.Dropped<>("noise", 3),
                        new Input.Received<>(0, 0),
                        new Input.Dropped<>("noise", 1));
    }

    @Test
    void feed_dropsPaddingWithoutCounting() {
        assertThat(inputs(framer.feed(bytes(0xEE, 0xEE, 0xAA, 0, 0xEE), 0)))
                .containsExactly(new Input.Received<>(0, 0));
        assertThat(framer.deadline()).isEqualTo(Machine.NEVER);
    }

    @Test
    void deadline_followsTheLastByteOfAHalfFrame() {
        framer.feed(bytes(0xAA), 100);
        framer.feed(bytes(0x09), 200);
        assertThat(framer.deadline()).isEqualTo(200 + STALL_NANOS);
    }

    @Test
    void feed_givesTheHalfHeldUpWhenTheNextByteComesTooLate() {
        framer.feed(bytes(0xAA), 5);
        assertThat(inputs(framer.feed(bytes(0xAA, 0x01, 0x07), 6 + STALL_NANOS)))
                .containsExactly(
                        new Input.Dropped<>("cut short", 1),
                        new Input.Received<>(1, 6 + STALL_NANOS));
    }

    @Test
    void feed_stampsAFrameBehindAHalfHeldTooLongWithItsOwnTime() {
        framer.feed(bytes(0xAA, 0x09, 0xAA, 0x00), 5);
        assertThat(inputs(framer.feed(bytes(0xAA, 0x00), 6 + STALL_NANOS)))
                .containsExactly(
                        new Input.Dropped<>("cut short", 1),
                        new Input.Dropped<>("noise", 1),
                        new Input.Received<>(0, 5),
                        new Input.Received<>(0, 6 + STALL_NANOS));
    }

    @Test
    void feed_keepsTheHalfHeldWhenTheNextByteComesInTime() {
        framer.feed(bytes(0xAA), 5);
        assertThat(inputs(framer.feed(bytes(0x01, 0x07), 5 + STALL_NANOS)))
                .containsExactly(new Input.Received<>(1, 5 + STALL_NANOS));
    }

    @Test
    void stalled_findsTheFrameBehindAHalfOne() {
        framer.feed(bytes(0xAA, 0x09, 0xAA, 0x01, 0x07), 0);
        assertThat(inputs(framer.stalled()))
                .containsExactly(
                        new Input.Dropped<>("cut short", 1),
                        new Input.Dropped<>("noise", 1),
                        new Input.Received<>(1, 0));
    }

    @Test
    void feed_survivesMoreThanItCanHold() {
        var found =
                new Framer<>((ByteBuffer in) -> new Scan.NeedMore<Integer>(1 << 20))
                        .feed(new byte[20_000], 0);
        assertThat(inputs(found))
                .isNotEmpty()
                .allMatch(input -> input instanceof Input.Dropped<Integer>);
    }

    @Test
    void stall_andLongestAreTheCodecsOwn() {
        var patient =
                new Codec<Integer>() {
                    @Override
                    public Scan<Integer> scan(ByteBuffer in) {
                        return in.remaining() < 9_000
                                ? new Scan.NeedMore<>(9_000)
                                : new Scan.Complete<>(9_000, 9_000);
                    }

                    @Override
                    public int longest() {
                        return 10_000;
                    }

                    @Override
                    public Duration stall() {
                        return Duration.ofSeconds(2);
                    }
                };
        var framer = new Framer<>(patient);
        assertThat(framer.feed(new byte[5_000], 0)).isEmpty();
        assertThat(framer.deadline()).isEqualTo(2_000_000_000L);
        assertThat(inputs(framer.feed(new byte[4_000], 2_000_000_000L)))
                .containsExactly(new Input.Received<>(9_000, 2_000_000_000L));
    }

    private static byte[] bytes(int... values) {
        var bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static List<Input<Integer>> inputs(List<Framer.Piece<Integer>> pieces) {
        return pieces.stream().map(Framer.Piece::input).toList();
    }

    @Test
    void feed_tellsWhereEachPieceBegan() {
        framer.feed(bytes(1, 2, 0xEE), 0);
        assertThat(framer.feed(bytes(0xAA, 0, 7, 0xAA), 0))
                .extracting(Framer.Piece::at)
                .containsExactly(3L, 5L);
        assertThat(framer.stalled()).extracting(Framer.Piece::at).containsExactly(6L);
    }
}
