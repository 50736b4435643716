package com.hasivu.simulator.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** What is done to a good frame. */
enum Damage {
    NONE,
    ONE_BIT,
    TWO_BITS,
    THREE_BITS,
    CUT,
    LOST_BYTES,
    STRANGE_BYTES,
    OVERWRITTEN,
    NOISE_BEFORE,
    NOISE_ONLY;

    private static final int FEW = 8;
    private static final int NOISE = 64;

    /** Whether the frame itself is still whole. */
    boolean leavesFrameWhole() {
        return this == NONE || this == NOISE_BEFORE;
    }

    byte[] to(byte[] frame, RandomGenerator random) {
        return switch (this) {
            case NONE -> frame;
            case ONE_BIT -> flip(frame, 1, random);
            case TWO_BITS -> flip(frame, 2, random);
            case THREE_BITS -> flip(frame, 3, random);
            case CUT -> Arrays.copyOf(frame, random.nextInt(frame.length));
            case LOST_BYTES -> {
                int at = random.nextInt(frame.length);
                int to = Math.min(frame.length, at + 1 + random.nextInt(FEW));
                yield join(Arrays.copyOf(frame, at), Arrays.copyOfRange(frame, to, frame.length));
            }
            case STRANGE_BYTES -> {
                int at = random.nextInt(frame.length + 1);
                yield join(
                        Arrays.copyOf(frame, at),
                        noise(FEW, random),
                        Arrays.copyOfRange(frame, at, frame.length));
            }
            case OVERWRITTEN -> {
                byte[] copy = frame.clone();
                byte[] over = noise(FEW, random);
                int at = random.nextInt(copy.length);
                System.arraycopy(over, 0, copy, at, Math.min(over.length, copy.length - at));
                yield copy;
            }
            case NOISE_BEFORE -> join(noise(NOISE, random), frame);
            case NOISE_ONLY -> noise(NOISE, random);
        };
    }

    private static byte[] flip(byte[] frame, int bits, RandomGenerator random) {
        byte[] copy = frame.clone();
        random.ints(0, copy.length * 8)
                .distinct()
                .limit(bits)
                .forEach(bit -> copy[bit / 8] ^= (byte) (1 << bit % 8));
        return copy;
    }

    private static byte[] noise(int most, RandomGenerator random) {
        var noise = new byte[1 + random.nextInt(most)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
