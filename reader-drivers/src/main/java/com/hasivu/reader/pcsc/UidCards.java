package com.hasivu.reader.pcsc;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;

import java.util.Arrays;
import java.util.List;

/**
 * Reads the answer to Get Data, UID. Source: PC/SC Workgroup specification part 3, section
 * 3.2.2.1.3; ACR122U API 2.04, section 4.1.
 *
 * <pre>
 * UID, first byte as the chip sends first | 90 00          63 00: the card has none
 * </pre>
 */
final class UidCards {
    private static final int FELICA_OR_VICINITY = 8;

    sealed interface Found {
        record Card(CardRead read) implements Found {}

        record Nothing(String why) implements Found {}
    }

    private UidCards() {}

    static List<CardRead> inFrame(SlotFrame frame) {
        return frame instanceof SlotFrame.Answer(var bytes)
                        && read(bytes) instanceof Found.Card(var read)
                ? List.of(read)
                : List.of();
    }

    static Found read(byte[] answer) {
        int length = answer.length - 2;
        if (length < 0) {
            return new Found.Nothing("cut short");
        }
        int status = (answer[length] & 0xFF) << 8 | answer[length + 1] & 0xFF;
        if (status != 0x9000) {
            return new Found.Nothing(status == 0x6300 ? "no uid" : "status word");
        }
        return switch (length) {
            case 4, 7, 10 -> card(answer, CardFamily.ISO_14443_A);
            case FELICA_OR_VICINITY -> card(answer, CardFamily.UNKNOWN);
            default -> new Found.Nothing("uid length");
        };
    }

    private static Found card(byte[] answer, CardFamily family) {
        var uid = CardId.of(Arrays.copyOf(answer, answer.length - 2));
        return new Found.Card(CardRead.uid(uid, family));
    }
}
