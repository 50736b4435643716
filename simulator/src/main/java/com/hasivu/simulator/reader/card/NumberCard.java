package com.hasivu.simulator.reader.card;

import com.hasivu.protocol.CardId;

import java.util.Optional;
import java.util.random.RandomGenerator;

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

    /**
     * A number that a card may have: neither 08, a random id, nor 88, a cascade tag (ISO/IEC
     * 14443-3, section 6.5.4).
     *
     * @param bytes 4 or 7
     */
    public static CardId number(RandomGenerator random, int bytes) {
        var uid = new byte[bytes];
        random.nextBytes(uid);
        uid[0] = (byte) (bytes == 7 ? 0x04 : 0x10 | (uid[0] & 0x67));
        if (bytes == 7 && uid[3] == (byte) 0x88) {
            uid[3] = 0x08;
        }
        return CardId.of(uid);
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
