package com.hasivu.cloud.rfid;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A reader as HTTP shows it: openapi.yaml, schema StationReader. What its station does not tell, as
 * its agent is older or it has no such reader any more, is absent.
 *
 * @param online as the station told; never when the station itself cannot be reached
 * @param toldAt the station's last word
 * @param taps within 30 days
 */
record ReaderView(
        String reader,
        @Nullable String driver,
        @Nullable Boolean online,
        @Nullable Instant since,
        @Nullable Long faults,
        @Nullable String detail,
        @Nullable Instant toldAt,
        @Nullable Instant lastTapAt,
        int taps) {
    /** Those that were told and those that told taps, by name. */
    static List<ReaderView> of(List<ToldReader> told, List<Taps.ReaderUse> used, Station station) {
        Map<String, Taps.ReaderUse> taps = new TreeMap<>();
        used.forEach(use -> taps.put(use.reader(), use));
        var views = new TreeMap<String, ReaderView>();
        for (ToldReader reader : told) {
            Taps.ReaderUse use = taps.remove(reader.name());
            views.put(
                    reader.name(),
                    new ReaderView(
                            reader.name(),
                            reader.driver(),
                            reader.online() && station.reached(),
                            reader.since(),
                            reader.faults(),
                            reader.detail(),
                            station.heartbeat().map(Station.Heartbeat::seen).orElse(null),
                            use == null ? null : use.lastTapAt(),
                            use == null ? 0 : use.taps()));
        }
        taps.values()
                .forEach(
                        use ->
                                views.put(
                                        use.reader(),
                                        new ReaderView(
                                                use.reader(),
                                                null,
                                                null,
                                                null,
                                                null,
                                                null,
                                                null,
                                                use.lastTapAt(),
                                                use.taps())));
        return new ArrayList<>(views.values());
    }
}
