package com.hasivu.cloud.cards;

import com.hasivu.protocol.CardId;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The chip in a card, and how many bytes its UID has: 4, 7 or 10 for ISO 14443 (ISO/IEC 14443-3,
 * section 6.5), 5 for EM4100 (version byte and 32-bit id), 8 for ISO 15693 and FeliCa.
 */
public enum CardType {
    MIFARE(4, 7, 10),
    DESFIRE(4, 7, 10),
    NTAG(7),
    EM4100(5),
    ISO15693(8),
    FELICA(8),
    /** The number of a badge that only a Wiegand line tells: 24, 32 or 35 bits. */
    WIEGAND(3, 4, 5),
    /** A UHF tag's EPC. */
    EPC(4, 6, 8, 10, 12, 14, 16);

    private final Set<Integer> uidBytes;

    CardType(Integer... uidBytes) {
        this.uidBytes = Set.of(uidBytes);
    }

    /** As in the database and in answers, for example {@code em4100}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The kind most cards with so long a number are. */
    static CardType likely(CardId uid) {
        return switch (uid.bytes().length) {
            case 4, 7, 10 -> MIFARE;
            case 5 -> EM4100;
            case 8 -> ISO15693;
            case 3 -> WIEGAND;
            default -> EPC;
        };
    }

    /** The kind with that label; empty when there is none. */
    static Optional<CardType> find(String label) {
        return Arrays.stream(values()).filter(type -> type.label().equals(label)).findFirst();
    }

    static List<String> labels() {
        return Arrays.stream(values()).map(CardType::label).toList();
    }

    /** The kind with that label, which there must be. */
    public static CardType of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /** What is wrong with a UID for this chip; empty when a chip can carry it. */
    Optional<String> refuse(CardId uid) {
        int bytes = uid.bytes().length;
        return uidBytes.contains(bytes)
                ? Optional.empty()
                : Optional.of(
                        "has %d bytes; a %s chip carries %s"
                                .formatted(bytes, label(), uidBytes.stream().sorted().toList()));
    }
}
