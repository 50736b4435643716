package com.hasivu.cloud.history;

import com.hasivu.cloud.rfid.Tap;

import org.jspecify.annotations.Nullable;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A school day in numbers, from its taps. Pure.
 *
 * @param successPermille of the taps that asked for a meal, those that were served and count, in
 *     thousandths; 0 when there was none
 * @param refusals how often each reason
 * @param peak the minute with most taps, the first of equals; null when there was none
 * @param readers by load, the busiest first
 * @param unclaimed meals cooked and not fetched
 * @param waiting meals that are not fetched yet
 */
record DayStats(
        int delivered,
        int conflicts,
        int refused,
        int undone,
        int byHand,
        int successPermille,
        Map<String, Integer> refusals,
        @Nullable Peak peak,
        List<Load> readers,
        int unclaimed,
        int waiting) {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("HH:mm");

    record Peak(String minute, int taps) {}

    record Load(String station, String reader, int taps) {}

    static DayStats of(List<Tap> taps, ZoneId zone, int unclaimed, int waiting) {
        int delivered = count(taps, Tap.Outcome.DELIVERED);
        int conflicts = count(taps, Tap.Outcome.CONFLICT);
        int refused = count(taps, Tap.Outcome.REFUSED);
        int asked = delivered + conflicts + refused;
        var refusals = new TreeMap<String, Integer>();
        var minutes = new TreeMap<String, Integer>();
        var loads = new TreeMap<List<String>, Integer>(Comparator.comparing(List::toString));
        for (Tap tap : taps) {
            if (tap.outcome() == Tap.Outcome.REFUSED) {
                refusals.merge(tap.reason(), 1, Integer::sum);
            }
            if (tap.outcome() != Tap.Outcome.TAKEN_BACK) {
                minutes.merge(tap.at().atZone(zone).format(MINUTE), 1, Integer::sum);
                loads.merge(List.of(tap.station().value(), tap.reader()), 1, Integer::sum);
            }
        }
        var readers = new ArrayList<Load>();
        loads.forEach((who, n) -> readers.add(new Load(who.get(0), who.get(1), n)));
        readers.sort(Comparator.comparingInt(Load::taps).reversed());
        return new DayStats(
                delivered,
                conflicts,
                refused,
                count(taps, Tap.Outcome.UNDONE),
                (int) taps.stream().filter(Tap::byHand).filter(DayStats::isServe).count(),
                asked == 0 ? 0 : Math.round(delivered * 1000f / asked),
                Collections.unmodifiableMap(refusals),
                minutes.entrySet().stream()
                        .max(
                                Map.Entry.<String, Integer>comparingByValue()
                                        .thenComparing(
                                                Map.Entry.<String, Integer>comparingByKey()
                                                        .reversed()))
                        .map(most -> new Peak(most.getKey(), most.getValue()))
                        .orElse(null),
                List.copyOf(readers),
                unclaimed,
                waiting);
    }

    private static boolean isServe(Tap tap) {
        return tap.outcome() == Tap.Outcome.DELIVERED || tap.outcome() == Tap.Outcome.CONFLICT;
    }

    private static int count(List<Tap> taps, Tap.Outcome outcome) {
        return (int) taps.stream().filter(tap -> tap.outcome() == outcome).count();
    }
}
