package com.hasivu.reader.line;

/** What stands at the head of the bytes received so far. */
public sealed interface Scan<F> {
    /** A whole frame whose check holds, in the first {@code consumed} bytes. */
    record Complete<F>(F frame, int consumed) implements Scan<F> {}

    /** The start of a frame; nothing can be said before {@code atLeast} bytes are there in all. */
    record NeedMore<F>(int atLeast) implements Scan<F> {}

    /**
     * No frame begins in the first {@code skip} bytes, or it is damaged: drop, count, scan again.
     */
    record Noise<F>(int skip, String why) implements Scan<F> {}

    /** Bytes the family allows between frames: drop without counting. */
    record Padding<F>(int skip) implements Scan<F> {}
}
