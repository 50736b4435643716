package com.hasivu.simulator.reader;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A bad line: damages frames that tell of a card. The same seed, the same damage. Any thread, one
 * at a time.
 */
public final class Faults implements Delivery {
    private static final int NOISE = 16;

    /** What can happen to a frame. */
    public enum Fault {
        /** One bit is flipped. */
        FLIP,
        /** Only its first half arrives. */
        CUT,
        /** It arrives byte by byte. */
        SPLIT,
        /** It arrives twice, without a pause. */
        TWICE,
        /** Random bytes come before it. */
        NOISE,
        /** It does not arrive. */
        DROP
    }

    private final List<Fault> faults;
    private final double share;
    private final Random random;

    /**
     * @param share of the frames that are damaged, 0 to 1
     */
    public Faults(Set<Fault> faults, double share, long seed) {
        this.faults = List.copyOf(faults);
        this.share = share;
        this.random = new Random(seed);
    }

    @Override
    public synchronized List<byte[]> pieces(byte[] frame) {
        if (faults.isEmpty() || random.nextDouble() >= share) {
            return List.of(frame);
        }
        return switch (faults.get(random.nextInt(faults.size()))) {
            case FLIP -> List.of(flipped(frame));
            case CUT -> List.of(Arrays.copyOf(frame, frame.length / 2));
            case SPLIT -> single(frame);
            case TWICE -> List.of(frame, frame);
            case NOISE -> List.of(noise(), frame);
            case DROP -> List.of();
        };
    }

    private byte[] flipped(byte[] frame) {
        byte[] copy = frame.clone();
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }

    private byte[] noise() {
        var noise = new byte[1 + random.nextInt(NOISE)];
        random.nextBytes(noise);
        return noise;
    }

    private static List<byte[]> single(byte[] frame) {
        var pieces = new ArrayList<byte[]>();
        for (byte b : frame) {
            pieces.add(new byte[] {b});
        }
        return pieces;
    }
}
