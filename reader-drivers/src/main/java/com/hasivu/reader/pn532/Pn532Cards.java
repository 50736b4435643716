package com.hasivu.reader.pn532;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads the answer to InListPassiveTarget at 106 kbit/s type A, one target. Source: NXP UM0701-02,
 * section 7.3.5.
 *
 * <pre>
 * count (0, 1) | number | SENS_RES (2) | SEL_RES | UID length | UID | ATS, if the card has one
 * </pre>
 */
final class Pn532Cards {
    private static final int SEL_RES_AT = 4;
    private static final int UID_LENGTH_AT = 5;
    private static final int UID_AT = 6;

    /** In SEL_RES: compliant with ISO 14443-4 (ISO/IEC 14443-3, section 6.5.3). */
    private static final int SPEAKS = 0x20;

    sealed interface Found {
        record None() implements Found {}

        /**
         * @param speaks it takes commands (ISO 14443-4): SEL_RES says so, and it sent an ATS
         */
        record Card(CardId id, boolean speaks) implements Found {}

        /** Check sums hold, but the content cannot be. */
        record Nonsense() implements Found {}
    }

    private Pn532Cards() {}

    /** The card a frame tells of, when it is an answer to a poll. */
    static List<CardRead> inFrame(Pn532Frame frame) {
        return frame instanceof Pn532Frame.Answer(var code, var data)
                        && Command.POLL.isAnsweredBy(code)
                        && read(data) instanceof Found.Card(CardId id, boolean speaks)
                ? List.of(CardRead.uid(id, CardFamily.ISO_14443_A))
                : List.of();
    }

    static Found read(byte[] data) {
        if (data.length == 1 && data[0] == 0) {
            return new Found.None();
        }
        if (data.length <= UID_AT || data[0] != 1) {
            return new Found.Nonsense();
        }
        int length = data[UID_LENGTH_AT] & 0xFF;
        if (length != announced(data[3]).orElse(-1) || data.length < UID_AT + length) {
            return new Found.Nonsense();
        }
        return new Found.Card(
                CardId.of(Arrays.copyOfRange(data, UID_AT, UID_AT + length)),
                (data[SEL_RES_AT] & SPEAKS) != 0 && data.length > UID_AT + length);
    }

    /**
     * The UID's size as SENS_RES announces it, bits 7 and 8 (ISO/IEC 14443-3, section 6.5): a
     * second check.
     */
    private static Optional<Integer> announced(byte sensRes) {
        return switch ((sensRes & 0xC0) >> 6) {
            case 0 -> Optional.of(4);
            case 1 -> Optional.of(7);
            case 2 -> Optional.of(10);
            default -> Optional.empty();
        };
    }
}
