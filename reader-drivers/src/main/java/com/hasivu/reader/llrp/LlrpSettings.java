package com.hasivu.reader.llrp;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.time.Duration;

/**
 * How to set a reader up.
 *
 * @param powerDbm most transmit power; zero leaves the reader its own
 * @param antenna the one to read with; zero is all
 * @param keepalive how often the reader says that it is there
 * @param tagChecksum ask for the tag's own PC and CRC, and check them
 */
record LlrpSettings(int powerDbm, int antenna, Duration keepalive, boolean tagChecksum) {
    static final String POWER = "power-dbm";
    static final String ANTENNA = "antenna";
    static final String KEEPALIVE = "keepalive-ms";
    static final String TAG_CHECKSUM = "tag-crc";

    /** As power-dbm: a person has set it on the reader. */
    private static final String READERS_OWN = "reader";

    /** A tag is read over some 30 cm, not from the queue. */
    private static final int LOW_POWER = 10;

    private static final int MOST_POWER = 33;
    private static final int ALL = 0;
    private static final int MOST_ANTENNAS = 255;
    private static final Duration OFTEN = Duration.ofSeconds(1);
    private static final Duration SELDOM = Duration.ofSeconds(60);

    static LlrpSettings from(ReaderConfig config) {
        boolean one = config.settings().containsKey(ANTENNA);
        return new LlrpSettings(
                READERS_OWN.equals(config.settings().get(POWER))
                        ? 0
                        : atMost(config, POWER, config.positive(POWER, LOW_POWER), MOST_POWER),
                one ? atMost(config, ANTENNA, config.positive(ANTENNA, 1), MOST_ANTENNAS) : ALL,
                Duration.ofMillis(
                        atMost(
                                config,
                                KEEPALIVE,
                                Math.toIntExact(config.millis(KEEPALIVE, OFTEN).toMillis()),
                                Math.toIntExact(SELDOM.toMillis()))),
                config.flag(TAG_CHECKSUM, true));
    }

    private static int atMost(ReaderConfig config, String key, int value, int most) {
        if (value > most) {
            throw new ReaderException(
                    "reader %s: %s is %d; write at most %d"
                            .formatted(config.name(), key, value, most));
        }
        return value;
    }
}
