package com.hasivu.simulator.reader.mfrc522;

import com.hasivu.protocol.CardId;

import java.util.Arrays;
import java.util.Optional;

/**
 * A card in the field: its states and what it answers. Source: ISO/IEC 14443-3, sections 6.3
 * (states), 6.4 (commands) and 6.5 (UIDs). Not thread-safe.
 */
final class EmulatedCard {
    private enum State {
        IDLE,
        READY,
        ACTIVE
    }

    private static final Bits REQA = Bits.of(new byte[] {0x26}, 7);
    private static final Bits WUPA = Bits.of(new byte[] {0x52}, 7);
    private static final byte CASCADE_TAG = (byte) 0x88;
    private static final int[] LEVELS = {0x93, 0x95, 0x97};
    private static final byte SAK_MORE = 0x04;
    private static final byte SAK_CLASSIC = 0x08;
    private static final byte SAK_ULTRALIGHT = 0x00;

    private final CardId id;
    private final byte[] uid;
    private State state = State.IDLE;
    private boolean halted; // the states with a star: woken out of HALT, and back to it
    private int level;

    /**
     * @throws IllegalArgumentException if no card can have this UID
     */
    EmulatedCard(CardId card) {
        id = card;
        uid = card.bytes();
        if (uid.length != 4 && uid.length != 7 && uid.length != 10) {
            throw new IllegalArgumentException(
                    "an ISO 14443-A card has 4, 7 or 10 bytes, %s has %d"
                            .formatted(card, uid.length));
        }
    }

    /** The field was off. */
    void powerOff() {
        state = State.IDLE;
        halted = false;
    }

    /** What the card answers; empty for silence. */
    Optional<Bits> hear(Bits frame) {
        if (frame.count() == 7) {
            return shortFrame(frame);
        }
        byte[] bytes = frame.bytes(0);
        return switch (state) {
            case IDLE -> Optional.empty();
            case READY -> bytes.length >= 2 ? ready(frame, bytes) : back();
            case ACTIVE -> active(bytes);
        };
    }

    private Optional<Bits> shortFrame(Bits frame) {
        boolean wake = same(frame, WUPA) || (same(frame, REQA) && !halted);
        if (state != State.IDLE) {
            return back();
        }
        if (!wake) {
            return Optional.empty();
        }
        state = State.READY;
        level = 0;
        return Optional.of(Bits.of(atqa()));
    }

    private static boolean same(Bits one, Bits other) {
        return one.count() == other.count() && one.startsWith(other);
    }

    private Optional<Bits> ready(Bits frame, byte[] bytes) {
        if ((bytes[0] & 0xFF) != LEVELS[level]) {
            return back();
        }
        int valid = (bytes[1] >> 4) * 8 + (bytes[1] & 0x0F);
        if (bytes[1] == 0x70) {
            return select(bytes);
        }
        if (valid != frame.count() || valid < 16 || valid > 16 + 39) {
            return back();
        }
        Bits mine = Bits.of(part(level));
        Bits known = frame.from(16);
        return mine.startsWith(known) ? Optional.of(mine.from(known.count())) : back();
    }

    private Optional<Bits> select(byte[] bytes) {
        boolean good =
                bytes.length == 9
                        && CrcA.of(bytes, CrcA.PRESET_A) == 0
                        && Arrays.equals(bytes, 2, 7, part(level), 0, 5);
        if (!good) {
            return back();
        }
        if (level + 1 < levels()) {
            level++;
            return Optional.of(Bits.of(CrcA.append(SAK_MORE)));
        }
        state = State.ACTIVE;
        return Optional.of(Bits.of(CrcA.append(sak())));
    }

    private Optional<Bits> active(byte[] bytes) {
        if (Arrays.equals(bytes, CrcA.append((byte) 0x50, (byte) 0x00))) {
            halted = true;
        }
        return back();
    }

    /** To IDLE, or to HALT if it came from there. */
    private Optional<Bits> back() {
        state = State.IDLE;
        return Optional.empty();
    }

    CardId id() {
        return id;
    }

    byte[] atqa() {
        return new byte[] {(byte) (0x04 | (levels() - 1) << 6), 0x00};
    }

    int levels() {
        return uid.length / 3;
    }

    /** UID bytes of a level and their XOR. */
    byte[] part(int of) {
        var part = new byte[5];
        if (of + 1 < levels()) {
            part[0] = CASCADE_TAG;
            System.arraycopy(uid, of * 3, part, 1, 3);
        } else {
            System.arraycopy(uid, of * 3, part, 0, 4);
        }
        part[4] = (byte) (part[0] ^ part[1] ^ part[2] ^ part[3]);
        return part;
    }

    byte[] sakFrame(int of) {
        return CrcA.append(of + 1 < levels() ? SAK_MORE : sak());
    }

    private byte sak() {
        return uid.length == 4 ? SAK_CLASSIC : SAK_ULTRALIGHT;
    }
}
