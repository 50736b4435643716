package com.hasivu.reader.line;

import java.nio.ByteBuffer;

/** Finds one family's frames. Pure: same bytes, same answer. */
@FunctionalInterface
public interface Codec<F> {
    /** Looks at the bytes from position to limit, at least one; never moves {@code in}. */
    Scan<F> scan(ByteBuffer in);
}
