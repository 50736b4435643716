package com.hasivu.simulator.reader.card;

import com.hasivu.protocol.CardId;

import java.util.Optional;

/** A card that has a number and takes no commands: MIFARE Classic, Ultralight and their copies. */
public final class NumberCard implements EmulatedCard {
    private final byte[] uid;
    private final Kind kind;

    /**
     * @throws IllegalArgumentException unless it has 4, 7 or 10 bytes
     */
    public NumberCard(CardId id) {
        uid = id.bytes();
        kind =
                switch (uid.length) {
                    case 4 -> Kind.of("0004", "08", "");
                    case 7 -> Kind.of("0044", "00", "");
                    case 10 -> Kind.of("0084", "00", "");
                    default ->
                            throw new IllegalArgumentException(
                                    "an ISO 14443-A card has 4, 7 or 10 bytes, %s has %d"
                                            .formatted(id, uid.length));
                };
    }

    @Override
    public byte[] uid() {
        return uid.clone();
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public void select() {}

    @Override
    public Optional<byte[]> answer(byte[] command) {
        return Optional.empty();
    }
}
