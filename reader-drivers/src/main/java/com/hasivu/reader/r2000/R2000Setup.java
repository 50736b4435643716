package com.hasivu.reader.r2000;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

/**
 * What a reader is told before it reads.
 *
 * @param address 0 to 254, or 255 for whoever listens
 * @param powerDbm transmit power
 * @param antenna port, 1 to 4
 */
record R2000Setup(int address, int powerDbm, int antenna) {
    static final String ADDRESS = "address";
    static final String POWER = "power-dbm";
    static final String ANTENNA = "antenna";

    /** Every reader obeys, whatever its address; older ones are 0, newer 1. */
    static final int ANYONE = 0xFF;

    private static final int MOST_DBM = 33;
    private static final int MOST_ANTENNAS = 4;

    /**
     * Reads the settings.
     *
     * @throws ReaderException if one is wrong; the message says how to write it
     */
    static R2000Setup from(ReaderConfig config) {
        boolean zero = "0".equals(config.settings().get(ADDRESS)); // an address too
        return new R2000Setup(
                zero ? 0 : upTo(ANYONE, config, ADDRESS, ANYONE),
                upTo(MOST_DBM, config, POWER, 10),
                upTo(MOST_ANTENNAS, config, ANTENNA, 1));
    }

    private static int upTo(int most, ReaderConfig config, String key, int fallback) {
        int value = config.positive(key, fallback);
        if (value > most) {
            throw new ReaderException(
                    "reader %s: %s is '%d'; write %d or less"
                            .formatted(config.name(), key, value, most));
        }
        return value;
    }

    boolean isFor(R2000Frame frame) {
        return address == ANYONE || frame.address() == address;
    }
}
