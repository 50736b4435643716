package com.hasivu.reader.bus;

import com.hasivu.reader.ReaderConfig;

/** One chip on an SPI bus, mode 0, most significant bit first. Owned by this process alone. */
public interface SpiPort extends AutoCloseable {
    /** What a transfer brought. */
    sealed interface Exchange {
        /**
         * @param in as many bytes as were sent, clocked in while those were clocked out
         */
        @SuppressWarnings("ArrayRecordComponent") // handed over, never compared
        record In(byte[] in) implements Exchange {}

        /** The bus is gone. */
        record Lost(String why) implements Exchange {}

        /** {@link #close} was called. */
        record Closed() implements Exchange {}
    }

    /**
     * Opens the device of {@code config}: {@code /dev/spidev0.0}, or {@code unix:/path} for a bus
     * socket.
     *
     * @throws com.hasivu.reader.ReaderException if it is missing, busy, not allowed or no SPI bus
     */
    static SpiPort open(ReaderConfig config, SpiSettings settings) {
        return BusSocket.isOne(config)
                ? SocketSpi.open(config, settings)
                : PiSpi.open(config, settings, PiSpi::context);
    }

    /** Selects the chip, clocks {@code out} out, and lets go. One thread. */
    Exchange transfer(byte[] out);

    /** From any thread, any number of times; a running {@link #transfer} ends within 100 ms. */
    @Override
    void close();
}
