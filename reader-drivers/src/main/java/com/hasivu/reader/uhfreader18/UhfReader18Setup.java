package com.hasivu.reader.uhfreader18;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

/**
 * What a reader is told before it reads.
 *
 * @param address 0 to 254, or 255 for whoever listens
 * @param powerDbm transmit power
 * @param antenna port, 1 to 8; the first generation has one
 * @param push the reader reads by itself and tells unasked
 */
record UhfReader18Setup(int address, int powerDbm, int antenna, boolean push) {
    static final String ADDRESS = "address";
    static final String POWER = "power-dbm";
    static final String ANTENNA = "antenna";
    static final String PUSH = "push";

    /** Every reader obeys, whatever its address (UHFReader18 user's manual 2.0, section 3.1). */
    static final int ANYONE = 0xFF;

    /** 100 ms each; less is taken as the usual 10 (manual, section 8.4.4). */
    static final int SCAN_TIME = 3;

    private static final int MOST_DBM = 33;
    private static final int MOST_ANTENNAS = 8;

    /**
     * Reads the settings.
     *
     * @throws ReaderException if one is wrong; the message says how to write it
     */
    static UhfReader18Setup from(ReaderConfig config) {
        return new UhfReader18Setup(
                address(config),
                upTo(MOST_DBM, config, POWER, 10),
                upTo(MOST_ANTENNAS, config, ANTENNA, 1),
                config.flag(PUSH, false));
    }

    /** 0 is an address too. */
    private static int address(ReaderConfig config) {
        return "0".equals(config.settings().get(ADDRESS))
                ? 0
                : upTo(ANYONE, config, ADDRESS, ANYONE);
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

    boolean isFor(UhfReader18Frame.Answer answer) {
        return address == ANYONE || answer.address() == address;
    }
}
