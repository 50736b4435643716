package com.hasivu.reader.uhfreader18;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardRead;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The tags an answer tells of. Source: UHFReader18 user's manual 2.0, sections 8.2.1 and 8.4.9;
 * UHFReader288MP user manual 1.14, sections 8.2.1 and 8.4.24.
 *
 * <pre>
 * inventory, first    count | count times: length, EPC
 * inventory, second   antenna | count | count times: length, EPC, RSSI
 * pushed, first       EPC
 * pushed, second      antenna | length | EPC | RSSI
 * </pre>
 */
final class UhfReader18Cards {
    /** RSSI as the R2000 chip's readers count it: 129 is 0 dBm. */
    private static final int ZERO_DBM = 129;

    private static final int LONGEST = 16;
    private static final int SHORTEST = 3;

    private UhfReader18Cards() {}

    /**
     * For captured lines, where the reader was not asked who it is: the one form that fits to the
     * last byte.
     */
    static List<CardRead> inFrame(UhfReader18Frame frame) {
        if (!(frame instanceof UhfReader18Frame.Answer answer)) {
            return List.of();
        }
        return read(answer, Generation.SECOND)
                .filter(cards -> !cards.isEmpty())
                .or(() -> read(answer, Generation.FIRST))
                .orElse(List.of());
    }

    /** Empty if the content cannot be. An EPC too long or too short for a card is left out. */
    static Optional<List<CardRead>> read(UhfReader18Frame.Answer answer, Generation generation) {
        return switch (answer.command()) {
            case UhfReader18Frame.INVENTORY, UhfReader18Frame.INVENTORY_SINGLE ->
                    tellsTags(answer.status())
                            ? inventory(answer.data(), generation)
                            : Optional.of(List.of());
            case UhfReader18Frame.PUSHED ->
                    answer.status() == UhfReader18Frame.SUCCESS
                            ? pushed(answer.data(), generation)
                            : Optional.of(List.of());
            default -> Optional.of(List.of());
        };
    }

    private static boolean tellsTags(int status) {
        return status >= UhfReader18Frame.DONE && status <= UhfReader18Frame.MEMORY_FULL;
    }

    private static Optional<List<CardRead>> inventory(byte[] data, Generation generation) {
        if (data.length == 0) {
            return Optional.of(List.of()); // the first generation's end without a tag
        }
        int rssi = generation == Generation.SECOND ? 1 : 0;
        int at = rssi; // behind the antenna, where there is one
        if (at == data.length) {
            return Optional.empty(); // an antenna and no count
        }
        int count = data[at++] & 0xFF;
        var cards = new ArrayList<CardRead>();
        for (int tag = 0; tag < count; tag++) {
            int length = at < data.length ? data[at++] & 0xFF : 0;
            if (!isEpcLength(length) || at + length + rssi > data.length) {
                return Optional.empty();
            }
            int next = at + length;
            card(data, at, length, rssi == 0 ? -1 : data[next] & 0xFF).ifPresent(cards::add);
            at = next + rssi;
        }
        return at == data.length ? Optional.of(cards) : Optional.empty();
    }

    private static Optional<List<CardRead>> pushed(byte[] data, Generation generation) {
        if (generation == Generation.FIRST) {
            return isEpcLength(data.length)
                    ? Optional.of(card(data, 0, data.length, -1).stream().toList())
                    : Optional.empty();
        }
        int length = data.length - 3;
        return isEpcLength(length) && data[1] == length
                ? Optional.of(card(data, 2, length, data[data.length - 1] & 0xFF).stream().toList())
                : Optional.empty();
    }

    private static Optional<CardRead> card(byte[] data, int at, int length, int rssi) {
        if (length < SHORTEST || length > LONGEST) {
            return Optional.empty();
        }
        CardRead read = CardRead.epc(CardId.of(Arrays.copyOfRange(data, at, at + length)));
        return Optional.of(rssi < 0 ? read : read.at(rssi - ZERO_DBM));
    }

    /** Whole words, 1 to 31 (EPC Gen2: the PC's five bits). */
    private static boolean isEpcLength(int length) {
        return length > 0 && length <= 62 && length % 2 == 0;
    }
}
