package com.hasivu.reader.line;

import com.hasivu.reader.ReaderConfig;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How to set up a serial port; always 8 data bits, no parity, 1 stop bit, no flow control.
 *
 * @param baud bits per second
 * @param dtr level of the DTR line; some boards take it as reset or as power
 * @param rts level of the RTS line
 */
public record SerialSettings(int baud, boolean dtr, boolean rts) {
    /** The keys {@link #from} reads, and a family's own. */
    public static Set<String> keysAnd(String... own) {
        return Stream.concat(Stream.of("baud", "dtr", "rts"), Stream.of(own))
                .collect(Collectors.toUnmodifiableSet());
    }

    public static SerialSettings from(ReaderConfig config, SerialSettings fallback) {
        return new SerialSettings(
                config.positive("baud", fallback.baud),
                config.flag("dtr", fallback.dtr),
                config.flag("rts", fallback.rts));
    }
}
