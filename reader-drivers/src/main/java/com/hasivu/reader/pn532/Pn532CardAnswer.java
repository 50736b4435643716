package com.hasivu.reader.pn532;

import java.util.Arrays;
import java.util.Optional;

/**
 * The answer to InDataExchange: a status byte and what the card said. Source: NXP UM0701-02,
 * section 7.3.8; errors 7.1.
 *
 * <pre>
 * NAD (80) | more follows (40) | error (3F) ,  the card's bytes
 * </pre>
 */
final class Pn532CardAnswer {
    private static final int CLEAN = 0x00;

    private Pn532CardAnswer() {}

    /**
     * The card's bytes; empty when it did not answer (gone, or too far) or said more than we asked
     * for.
     */
    static Optional<byte[]> read(byte[] data) {
        return data.length > 0 && (data[0] & 0xFF) == CLEAN
                ? Optional.of(Arrays.copyOfRange(data, 1, data.length))
                : Optional.empty();
    }
}
