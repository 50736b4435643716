package com.hasivu.reader.yrm100;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which frequencies a country allows. Source: M100 command set, section 2.15. */
enum Region {
    CHINA_900("china-900", 0x01),
    AMERICA("america", 0x02),
    /** 865 to 868 MHz; India's band lies inside. */
    EUROPE("europe", 0x03),
    CHINA_800("china-800", 0x04),
    KOREA("korea", 0x06);

    static final String SETTING = "region";

    private final String label;
    private final int code;

    Region(String label, int code) {
        this.label = label;
        this.code = code;
    }

    int code() {
        return code;
    }

    /**
     * Empty if none is configured: the module keeps its own.
     *
     * @throws ReaderException if it is none of ours
     */
    static Optional<Region> from(ReaderConfig config) {
        String wanted = config.settings().get(SETTING);
        if (wanted == null) {
            return Optional.empty();
        }
        return Optional.of(
                Arrays.stream(values())
                        .filter(region -> region.label.equals(wanted))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new ReaderException(
                                                "reader %s: %s is '%s'; write one of %s"
                                                        .formatted(
                                                                config.name(),
                                                                SETTING,
                                                                wanted,
                                                                labels()))));
    }

    private static String labels() {
        return Arrays.stream(values())
                .map(region -> region.label)
                .collect(Collectors.joining(", "));
    }
}
