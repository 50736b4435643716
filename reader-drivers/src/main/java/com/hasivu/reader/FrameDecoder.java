package com.hasivu.reader;

import com.hasivu.protocol.CardId;

import java.util.List;

/**
 * Finds the cards in a line's bytes with the driver's own codec, without a device: for captured
 * lines and benchmarks. No presence, no link state. Not thread-safe; no I/O, no clock.
 */
public interface FrameDecoder {
    /** What the bytes held. */
    sealed interface Decoded {
        /** A read whose check holds. */
        record Card(CardId id, CardFamily family) implements Decoded {}

        /** Bytes that were dropped, and why, in few words. */
        record Rejected(String why, int bytes) implements Decoded {}
    }

    /** What these bytes complete, after all fed before. */
    List<Decoded> feed(byte[] bytes);
}
