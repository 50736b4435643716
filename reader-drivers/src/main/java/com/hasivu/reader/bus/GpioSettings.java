package com.hasivu.reader.bus;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Two data lines, idle high.
 *
 * @param d0 BCM number of the pin that falls for a 0
 * @param d1 and for a 1
 * @param quiet a pause that long is told
 */
public record GpioSettings(int d0, int d1, Duration quiet) {
    private static final String D0 = "d0";
    private static final String D1 = "d1";

    /** The keys {@link #from} reads, and a family's own. */
    public static Set<String> keysAnd(String... own) {
        return Stream.concat(Stream.of(D0, D1), Stream.of(own))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @throws ReaderException if a setting is wrong; the message says how to write it
     */
    public static GpioSettings from(ReaderConfig config, int usualD0, int usualD1, Duration quiet) {
        int d0 = SpiSettings.pin(config, D0, usualD0);
        int d1 = SpiSettings.pin(config, D1, usualD1);
        if (d0 == d1) {
            throw new ReaderException(
                    "reader %s: d0 and d1 are both %d; give each line its own pin"
                            .formatted(config.name(), d0));
        }
        return new GpioSettings(d0, d1, quiet);
    }

    /** The pins, as far as they are of this computer. */
    public Set<Integer> pins(ReaderConfig config) {
        return BusSocket.isOne(config) ? Set.of() : Set.of(d0, d1);
    }
}
