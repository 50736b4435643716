package com.hasivu.reader.bus;

import com.hasivu.reader.ReaderConfig;

import java.time.Duration;

/**
 * Falling edges of two pins, in the order they fell, with the bus's own times: how late this
 * process looks changes neither.
 */
public interface GpioEdges extends AutoCloseable {
    /** What a look brought. */
    sealed interface Got {
        /**
         * A pin fell.
         *
         * @param line its BCM number
         * @param sinceNanos since the edge before, of either pin; zero for the first
         * @param heardNanos {@link System#nanoTime} when this computer heard of it
         */
        record Fell(int line, long sinceNanos, long heardNanos) implements Got {}

        /** The last edge is that old, and none followed: told once after it. */
        record Quiet(long sinceNanos) implements Got {}

        /** Nothing waits, and nothing came in all of the patience. */
        record Nothing() implements Got {}

        /** The bus is gone. Told once. */
        record Lost(String why) implements Got {}

        /** {@link #close} was called. */
        record Closed() implements Got {}
    }

    /**
     * Opens the device of {@code config}: {@code /dev/gpiochip0}, or {@code unix:/path} for a bus
     * socket.
     *
     * @throws com.hasivu.reader.ReaderException if it is missing, busy, not allowed or has no pins
     */
    static GpioEdges open(ReaderConfig config, GpioSettings settings) {
        return BusSocket.isOne(config)
                ? SocketEdges.open(config, settings)
                : PiEdges.open(config, settings);
    }

    /** Edges that fell before this was opened, and were dropped. */
    int staleEdges();

    /** Waits no longer than {@code patience}. One thread. */
    Got next(Duration patience) throws InterruptedException;

    /** From any thread, any number of times; a waiting {@link #next} returns at once. */
    @Override
    void close();
}
