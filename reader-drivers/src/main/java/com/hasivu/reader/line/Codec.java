package com.hasivu.reader.line;

import java.nio.ByteBuffer;
import java.time.Duration;

/** Finds one family's frames. Pure: same bytes, same answer. */
@FunctionalInterface
public interface Codec<F> {
    /** More than any frame of any family on a serial line. */
    int SERIAL_LONGEST = 4096;

    /** USB adapters hold bytes back for up to 16 ms; a serial line sends a frame in one go. */
    Duration SERIAL_STALL = Duration.ofMillis(100);

    /** Looks at the bytes from position to limit, at least one; never moves {@code in}. */
    Scan<F> scan(ByteBuffer in);

    /** No frame is longer, in bytes: what is held while one is not yet whole. */
    default int longest() {
        return SERIAL_LONGEST;
    }

    /**
     * Longest silence inside a frame, after which its rest will not come. A network brings a lost
     * packet again only after 200 ms and more, so families on TCP wait longer.
     */
    default Duration stall() {
        return SERIAL_STALL;
    }
}
