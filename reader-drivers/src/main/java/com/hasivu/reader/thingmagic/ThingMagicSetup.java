package com.hasivu.reader.thingmagic;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a module is told before it reads.
 *
 * @param region the module's number of the region's frequencies
 * @param regionName as written in the configuration
 * @param antenna port, 1 to 16
 * @param centiDbm transmit power in 0.01 dBm
 * @param polled read when asked (M5e) instead of continuously
 */
record ThingMagicSetup(int region, String regionName, int antenna, int centiDbm, boolean polled) {
    static final String REGION = "region";
    static final String ANTENNA = "antenna";
    static final String POWER = "power-dbm";
    static final String POLLED = "polled";

    private static final int MOST_DBM = 31;
    private static final int MOST_ANTENNAS = 16;

    /** Source: Mercury API, {@code tmr_region.h}. */
    private static final Map<String, Integer> REGIONS =
            new TreeMap<>(
                    Map.ofEntries(
                            Map.entry("NA", 1),
                            Map.entry("EU", 2),
                            Map.entry("KR", 3),
                            Map.entry("IN", 4),
                            Map.entry("JP", 5),
                            Map.entry("PRC", 6),
                            Map.entry("EU2", 7),
                            Map.entry("EU3", 8),
                            Map.entry("KR2", 9),
                            Map.entry("PRC2", 10),
                            Map.entry("AU", 11),
                            Map.entry("NZ", 12),
                            Map.entry("NA2", 13),
                            Map.entry("NA3", 14),
                            Map.entry("IS", 15),
                            Map.entry("MY", 16)));

    /**
     * Reads the settings.
     *
     * @throws ReaderException if one is wrong; the message says how to write it
     */
    static ThingMagicSetup from(ReaderConfig config) {
        String region = config.settings().getOrDefault(REGION, "IN");
        Integer number = REGIONS.get(region);
        if (number == null) {
            throw refused(config, REGION, region, "one of " + REGIONS.keySet());
        }
        return new ThingMagicSetup(
                number,
                region,
                upTo(MOST_ANTENNAS, config, ANTENNA, 1),
                upTo(MOST_DBM, config, POWER, 10) * 100,
                config.flag(POLLED, false));
    }

    private static int upTo(int most, ReaderConfig config, String key, int fallback) {
        int value = config.positive(key, fallback);
        if (value > most) {
            throw refused(config, key, String.valueOf(value), "1 to " + most);
        }
        return value;
    }

    private static ReaderException refused(
            ReaderConfig config, String key, String value, String wanted) {
        return new ReaderException(
                "reader %s: %s is '%s'; write %s".formatted(config.name(), key, value, wanted));
    }
}
