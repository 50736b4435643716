package com.hasivu.simulator.demo;

import com.hasivu.simulator.check.Finding;

import java.util.Locale;
import java.util.Map;

/** Prints a {@link Result} for a person. */
final class Summary {
    private Summary() {}

    static void print(Result result, Screen screen) {
        screen.line("");
        screen.step("Summary (seed %d, %s)".formatted(result.seed(), result.database()));
        row(screen, "taps", result.taps());
        row(screen, "records in the journal", result.records());
        row(screen, "serves", result.serves());
        result.refusals().forEach((reason, count) -> row(screen, "refused " + reason, count));
        row(screen, "tries while the station was down", result.retries());
        row(screen, "shown again after the kill", result.reshown());
        row(screen, "records lost", result.recordsLost());
        row(screen, "records doubled", result.recordsDoubled());
        row(screen, "wrong answers", result.wrongAnswers());
        row(screen, "delivered orders in the cloud", result.delivered());
        row(screen, "deliveries the school sees by HTTP", result.deliveredByApi());
        screen.line("");
        screen.line("  latency, ms           count      p50      p99      max");
        for (Map.Entry<String, Figures> stage : result.latencyMillis().entrySet()) {
            Figures f = stage.getValue();
            screen.line(
                    String.format(
                            Locale.ROOT,
                            "    %-16s  %7d  %7.3f  %7.3f  %7.3f",
                            stage.getKey(),
                            f.count(),
                            f.p50(),
                            f.p99(),
                            f.max()));
        }
        screen.line(
                "    card blocked by API -> station refuses it: %d ms; order cancelled: %d ms"
                        .formatted(result.cardBlockedMillis(), result.orderCancelledMillis()));
        screen.line(
                "    broker away %.1f s; station ready %.1f s after the kill; queue drained %.1f s after the last tap"
                        .formatted(
                                result.brokerAwayMillis() / 1e3,
                                result.readyAfterKillMillis() / 1e3,
                                result.drainedMillis() / 1e3));
        screen.line("");
        screen.line("  invariants, from raw records");
        for (Finding finding : result.invariants()) {
            screen.line(
                    "    %-3s %s  %s (%d checked)%s"
                            .formatted(
                                    finding.id(),
                                    screen.good(
                                            finding.holds(), finding.holds() ? "holds " : "BROKEN"),
                                    finding.says(),
                                    finding.checked(),
                                    finding.holds() ? "" : ": " + finding.wrong()));
        }
        screen.line("");
        result.problems()
                .forEach(
                        problem ->
                                screen.line(
                                        "  " + screen.good(false, "does not agree: ") + problem));
        screen.line(
                screen.good(
                        result.ok(), result.ok() ? "Every count agrees." : "Counts do not agree."));
    }

    private static void row(Screen screen, String what, int count) {
        screen.line("    %-36s %6d".formatted(what, count));
    }
}
