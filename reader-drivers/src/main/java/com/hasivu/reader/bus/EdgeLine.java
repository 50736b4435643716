package com.hasivu.reader.bus;

/** One pin whose falling edges the kernel queues with their times. One thread. */
interface EdgeLine extends AutoCloseable {
    int number();

    /** Whether an edge waits, or comes within so long. */
    boolean await(long nanos);

    /** The next waiting edge's time: the kernel's monotonic clock, as {@link System#nanoTime}. */
    long read();

    @Override
    void close();
}
