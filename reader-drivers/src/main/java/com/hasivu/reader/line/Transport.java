package com.hasivu.reader.line;

import java.time.Duration;

/** A byte stream to one device. The only piece of a driver that does I/O. */
public interface Transport extends AutoCloseable {
    /** What a read brought. */
    sealed interface Got {
        /**
         * At least one byte; {@code atNanos} is {@link System#nanoTime} when the last of them was
         * read.
         */
        @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
        record Bytes(byte[] bytes, long atNanos) implements Got {}

        /** No byte waits, and none came in all of the patience. */
        record Nothing() implements Got {}

        /** The device is gone. Told once. */
        record Lost(String why) implements Got {}

        /** {@link #close} was called. */
        record Closed() implements Got {}
    }

    /** Bytes that lay in the buffer when the port was opened, and were dropped. */
    int staleBytes();

    /** Waits no longer than {@code patience} for bytes. One thread. */
    Got read(Duration patience) throws InterruptedException;

    /** Writes all bytes. False if the device is gone. The reading thread only. */
    boolean write(byte[] bytes);

    /**
     * From any thread, any number of times. Wakes a waiting {@link #read} at once; back when the
     * device is free.
     */
    @Override
    void close();
}
