package com.hasivu.reader.bus;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How to set up an SPI bus.
 *
 * @param hertz clock
 * @param reset BCM number of the pin wired to the chip's reset (low resets); empty where none is
 */
public record SpiSettings(int hertz, Optional<Integer> reset) {
    private static final String HERTZ = "spi-hz";
    private static final String RESET = "reset";
    private static final int LAST_PIN = 53;

    /** MISO, MOSI and SCLK of the header's first SPI (BCM2835 ARM Peripherals, section 6.2). */
    private static final Set<Integer> SPI_0 = Set.of(9, 10, 11);

    /** The keys {@link #from} reads, and a family's own. */
    public static Set<String> keysAnd(String... own) {
        return Stream.concat(Stream.of(HERTZ, RESET), Stream.of(own))
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * @param usual clock without a setting
     * @param fastest the chip's limit
     * @throws ReaderException if a setting is wrong; the message says how to write it
     */
    public static SpiSettings from(ReaderConfig config, int usual, int fastest) {
        int hertz = config.positive(HERTZ, usual);
        if (hertz > fastest) {
            throw new ReaderException(
                    "reader %s: %s is %d; the chip takes at most %d"
                            .formatted(config.name(), HERTZ, hertz, fastest));
        }
        boolean wired = config.settings().containsKey(RESET);
        if (wired && BusSocket.isOne(config)) {
            throw new ReaderException(
                    "reader %s: reset is a pin of this computer, and %s is not on it; leave reset out"
                            .formatted(config.name(), config.device()));
        }
        return new SpiSettings(
                hertz, wired ? Optional.of(pin(config, RESET, LAST_PIN)) : Optional.empty());
    }

    /**
     * A pin by its BCM number.
     *
     * @throws ReaderException if there is no such pin
     */
    static int pin(ReaderConfig config, String key, int usual) {
        int pin = config.positive(key, usual);
        if (pin > LAST_PIN) {
            throw new ReaderException(
                    "reader %s: %s is %d; write the pin's BCM number, 1 to %d"
                            .formatted(config.name(), key, pin, LAST_PIN));
        }
        return pin;
    }

    /** The bus's pins and the reset, as far as they are of this computer and known. */
    public Set<Integer> pins(ReaderConfig config) {
        if (BusSocket.isOne(config)) {
            return Set.of();
        }
        Stream<Integer> bus =
                switch (config.device()) {
                    case "/dev/spidev0.0" -> Stream.concat(SPI_0.stream(), Stream.of(8));
                    case "/dev/spidev0.1" -> Stream.concat(SPI_0.stream(), Stream.of(7));
                    default -> Stream.empty(); // others can be moved to other pins
                };
        return Stream.concat(bus, reset.stream()).collect(Collectors.toUnmodifiableSet());
    }
}
