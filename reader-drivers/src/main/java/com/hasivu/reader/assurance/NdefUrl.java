package com.hasivu.reader.assurance;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Finds the address in an NDEF message. Source: NFC Forum NDEF 1.0, section 3; URI record 1.0.
 *
 * <pre>
 * record: MB ME CF SR IL TNF(3 bits) | type length | payload length (1 if SR, else 4) | [id length] | type | [id] | payload
 * URI:    type 'U', payload: how it begins (1 byte), the rest
 * </pre>
 */
final class NdefUrl {
    private static final int SHORT = 0x10;
    private static final int HAS_ID = 0x08;
    private static final int LAST = 0x40;
    private static final int CHUNKED = 0x20;
    private static final int WELL_KNOWN = 0x01;

    private NdefUrl() {}

    /**
     * The first address, without how it begins; empty if there is none or the bytes make no sense.
     */
    static Optional<String> in(byte[] message) {
        int at = 0;
        while (at + 3 <= message.length) {
            int flags = message[at] & 0xFF;
            int typeLength = message[at + 1] & 0xFF;
            boolean isShort = (flags & SHORT) != 0;
            int head = 2 + (isShort ? 1 : 4) + ((flags & HAS_ID) != 0 ? 1 : 0);
            if ((flags & CHUNKED) != 0 || at + head > message.length) {
                return Optional.empty();
            }
            long payloadLength = payloadLength(message, at, isShort);
            int idLength = (flags & HAS_ID) != 0 ? message[at + head - 1] & 0xFF : 0;
            long payload = (long) at + head + typeLength + idLength;
            if (payload + payloadLength > message.length) {
                return Optional.empty();
            }
            if ((flags & 0x07) == WELL_KNOWN
                    && typeLength == 1
                    && message[at + head] == 'U'
                    && payloadLength > 0) {
                return Optional.of(
                        new String(
                                message,
                                (int) payload + 1,
                                (int) payloadLength - 1,
                                StandardCharsets.ISO_8859_1));
            }
            if ((flags & LAST) != 0) {
                return Optional.empty();
            }
            at = (int) (payload + payloadLength);
        }
        return Optional.empty();
    }

    private static long payloadLength(byte[] message, int at, boolean isShort) {
        long length = 0;
        for (int i = 0; i < (isShort ? 1 : 4); i++) {
            length = length << 8 | message[at + 2 + i] & 0xFF;
        }
        return length;
    }
}
