package com.hasivu.simulator.reader.mfrc522;

import java.util.Arrays;

/**
 * Bits in the order they go through the air: of each byte the lowest first. Immutable. Source:
 * ISO/IEC 14443-3, section 6.2.3.
 */
final class Bits {
    private final boolean[] bits;

    private Bits(boolean[] bits) {
        this.bits = bits;
    }

    /**
     * @param lastBits of the last byte; 0 for all
     */
    static Bits of(byte[] bytes, int lastBits) {
        int count = bytes.length * 8 - (lastBits == 0 ? 0 : 8 - lastBits);
        var bits = new boolean[Math.max(0, count)];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = (bytes[i / 8] >> (i % 8) & 1) == 1;
        }
        return new Bits(bits);
    }

    static Bits of(byte... bytes) {
        return of(bytes, 0);
    }

    int count() {
        return bits.length;
    }

    boolean at(int index) {
        return bits[index];
    }

    Bits from(int index) {
        return new Bits(Arrays.copyOfRange(bits, index, bits.length));
    }

    boolean startsWith(Bits head) {
        return head.count() <= count()
                && Arrays.equals(bits, 0, head.count(), head.bits, 0, head.count());
    }

    /** The first {@code count} bits, and zeros where the rest were. */
    Bits clearedFrom(int count) {
        var cleared = Arrays.copyOf(bits, count);
        return new Bits(Arrays.copyOf(cleared, bits.length));
    }

    /**
     * As bytes; a last one that is not full has zeros above.
     *
     * @param align where in the first byte the first bit stands
     */
    byte[] bytes(int align) {
        var bytes = new byte[(align + bits.length + 7) / 8];
        for (int i = 0; i < bits.length; i++) {
            if (bits[i]) {
                bytes[(align + i) / 8] |= (byte) (1 << (align + i) % 8);
            }
        }
        return bytes;
    }

    boolean isBytes() {
        return bits.length % 8 == 0;
    }
}
