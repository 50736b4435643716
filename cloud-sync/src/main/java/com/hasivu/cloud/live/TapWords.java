package com.hasivu.cloud.live;

import com.hasivu.protocol.StationId;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Taps named in a row of the outbox: {@code taps counter-1 c0de000000000001 5 6 7}. Pure. */
record TapWords(Chain chain, List<Long> sequences) {
    private static final String FIRST = "taps ";

    record Chain(String station, long epoch) {}

    static String of(StationId station, long epoch, List<Long> sequences) {
        return sequences.stream()
                .map(String::valueOf)
                .collect(
                        Collectors.joining(
                                " ",
                                "%s%s %s "
                                        .formatted(
                                                FIRST, station, HexFormat.of().toHexDigits(epoch)),
                                ""));
    }

    static Optional<TapWords> read(String words) {
        if (!words.startsWith(FIRST)) {
            return Optional.empty();
        }
        String[] parts = words.split(" ");
        return Optional.of(
                new TapWords(
                        new Chain(parts[1], HexFormat.fromHexDigitsToLong(parts[2])),
                        Stream.of(parts).skip(3).map(Long::valueOf).toList()));
    }
}
