package com.hasivu.edge.signal;

/** Runs something later, one thing at a time; a test has time stand still. */
interface Timer extends AutoCloseable {
    /** Monotonic. */
    long nanoTime();

    /** At {@code nanos} of {@link #nanoTime}, or as soon after as it can. */
    void at(long nanos, Runnable work);

    /** What waits is forgotten. */
    @Override
    void close();
}
