package com.hasivu.simulator.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One row for each kind of fault: what its rounds showed. */
record Report(List<Row> rows) {
    /**
     * Figures of one kind.
     *
     * @param broken rounds with at least one broken invariant or other problem
     * @param skipped why no round of it ran; empty when some did
     */
    record Row(
            String fault,
            int rounds,
            int bit,
            double recoveredMedianSeconds,
            double recoveredMaxSeconds,
            int broken,
            String skipped) {}

    static Report of(List<Round> rounds, Map<String, String> skipped) {
        Map<String, List<Round>> byFault = new TreeMap<>();
        rounds.forEach(r -> byFault.computeIfAbsent(r.fault(), f -> new ArrayList<>()).add(r));
        List<Row> rows = new ArrayList<>();
        byFault.forEach(
                (fault, all) -> {
                    List<Duration> recovered =
                            all.stream()
                                    .filter(Round::good)
                                    .map(Round::recovered)
                                    .sorted()
                                    .toList();
                    rows.add(
                            new Row(
                                    fault,
                                    all.size(),
                                    (int) all.stream().filter(Round::bit).count(),
                                    recovered.isEmpty()
                                            ? 0
                                            : seconds(recovered.get(recovered.size() / 2)),
                                    recovered.isEmpty() ? 0 : seconds(recovered.getLast()),
                                    (int) all.stream().filter(r -> !r.good()).count(),
                                    ""));
                });
        skipped.forEach((fault, why) -> rows.add(new Row(fault, 0, 0, 0, 0, 0, why)));
        return new Report(rows);
    }

    private static double seconds(Duration duration) {
        return Math.round(duration.toMillis() / 10.0) / 100.0;
    }

    String table() {
        StringBuilder table = new StringBuilder();
        table.append("fault               rounds   bit   recovered s: median      max   broken\n");
        for (Row row : rows) {
            if (row.skipped().isEmpty()) {
                table.append(
                        String.format(
                                Locale.ROOT,
                                "%-18s %7d %5d %21.2f %8.2f %8d%n",
                                row.fault(),
                                row.rounds(),
                                row.bit(),
                                row.recoveredMedianSeconds(),
                                row.recoveredMaxSeconds(),
                                row.broken()));
            } else {
                table.append(
                        String.format(
                                Locale.ROOT,
                                "%-18s SKIPPED, not shown: %s%n",
                                row.fault(),
                                row.skipped()));
            }
        }
        return table.toString();
    }
}
