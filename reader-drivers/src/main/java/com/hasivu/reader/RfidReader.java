package com.hasivu.reader;

import java.time.Duration;
import java.util.Optional;

/**
 * One open reader. It ends with {@link ReaderEvent.LinkDown} or {@link #close}; then open a new
 * one.
 */
public interface RfidReader extends AutoCloseable {
    /**
     * Waits for the next read or link change. Call from one thread. A lost cable is an event, not
     * an exception.
     *
     * @param patience longest wait; zero looks once
     */
    Optional<ReaderEvent> next(Duration patience) throws InterruptedException;

    /** From any thread, any number of times; a waiting {@link #next} returns within 100 ms. */
    @Override
    void close();
}
