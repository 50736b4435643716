package com.hasivu.reader;

import java.util.List;

/**
 * Finds the cards in a line's bytes with the driver's own codec, without a device: for captured
 * lines and benchmarks. No presence, no link state. Not thread-safe; no I/O, no clock.
 */
public interface FrameDecoder {
    /** What the bytes held. */
    sealed interface Decoded {
        /**
         * A read whose check holds.
         *
         * @param at where its frame begins, counted from the first byte ever fed
         */
        record Card(CardRead read, long at) implements Decoded {}

        /**
         * Bytes that were dropped, and why, in few words.
         *
         * @param at where they begin, counted from the first byte ever fed
         */
        record Rejected(String why, long at, int bytes) implements Decoded {}
    }

    /** What these bytes complete, after all fed before. */
    List<Decoded> feed(byte[] bytes);

    /** No more bytes come: what is left of a half frame is rejected. */
    List<Decoded> finish();
}
