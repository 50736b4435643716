package com.hasivu.simulator.load;

import com.hasivu.simulator.check.Finding;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The gates of CAPABILITIES, and what the figures name as the bottleneck. Pure. */
final class Judge {
    private static final double API_P95_MILLIS = 200;
    private static final double STATEMENT_P95_MILLIS = 50;
    private static final double MEMORY_MIB = 512e6 / (1 << 20);
    private static final double CPU = 70;
    private static final double REQUESTS_A_SECOND = 10;
    private static final double ERRORS_PERCENT = 0.1;

    /** Sustained: the mean over the worst stretch of so many seconds. */
    private static final int SUSTAINED_SECONDS = 30;

    private static final double SATURATED = 0.9;
    private static final double GROWTH = 1.5;

    private Judge() {}

    /** What the gates look at. */
    record Seen(
            Profile profile,
            LoadReport.Row all,
            long allRequests,
            long allErrors,
            List<Second> seconds,
            OptionalDouble statementP95,
            OptionalDouble poolWaitP95,
            List<Finding> books,
            String booksNote) {
        List<Second> counting() {
            return seconds.stream().filter(s -> !s.warmUp()).toList();
        }
    }

    static List<Gate> gates(Seen seen) {
        List<Gate> gates = new ArrayList<>();
        gates.add(Gate.below("API p95", seen.all().p95(), API_P95_MILLIS, "ms"));
        gates.add(
                seen.statementP95().isPresent()
                        ? Gate.below(
                                "database query p95",
                                seen.statementP95().getAsDouble(),
                                STATEMENT_P95_MILLIS,
                                "ms")
                        : Gate.notMeasured(
                                "database query p95",
                                STATEMENT_P95_MILLIS,
                                "ms",
                                "the cloud tells no such metric"));
        OptionalDouble memory =
                seen.seconds().stream()
                        .map(Second::cloudMib)
                        .filter(Objects::nonNull)
                        .mapToDouble(Double::doubleValue)
                        .max();
        gates.add(
                memory.isPresent()
                        ? Gate.below(
                                "memory of the process",
                                memory.getAsDouble(),
                                Math.rint(MEMORY_MIB),
                                "MiB")
                        : Gate.notMeasured(
                                "memory of the process",
                                Math.rint(MEMORY_MIB),
                                "MiB",
                                "the process is not on this machine; see --pid"));
        gates.add(cpu(seen));
        gates.add(
                Gate.atLeast(
                        "requests answered rightly",
                        seen.all().perSecond(),
                        REQUESTS_A_SECOND,
                        "a second"));
        gates.add(
                Gate.below(
                        "errors, warm-up included",
                        seen.allRequests() == 0
                                ? 100
                                : 100.0 * seen.allErrors() / seen.allRequests(),
                        ERRORS_PERCENT,
                        "%"));
        gates.add(consistency(seen));
        return gates;
    }

    private static Gate cpu(Seen seen) {
        OptionalDouble sustained = sustained(seen.counting(), Second::cloudCpu);
        if (sustained.isEmpty()) {
            return Gate.notMeasured(
                    "CPU sustained", CPU, "%", "the process is not on this machine; see --pid");
        }
        double percent = 100 * sustained.getAsDouble();
        return seen.profile().judgesCpu()
                ? Gate.below("CPU sustained", percent, CPU, "%")
                : new Gate(
                        "CPU sustained",
                        "under 70 % at the heavy profile",
                        percent,
                        "%",
                        Gate.Verdict.TOLD,
                        "judged at the heavy profile only");
    }

    private static Gate consistency(Seen seen) {
        if (seen.books().isEmpty()) {
            return new Gate(
                    "consistency",
                    "every finding holds",
                    null,
                    "",
                    Gate.Verdict.NOT_MEASURED,
                    seen.booksNote());
        }
        List<Finding> broken = seen.books().stream().filter(f -> !f.holds()).toList();
        return new Gate(
                "consistency",
                "every finding holds",
                100.0 * (seen.books().size() - broken.size()) / seen.books().size(),
                "%",
                broken.isEmpty() ? Gate.Verdict.PASS : Gate.Verdict.FAIL,
                broken.isEmpty()
                        ? ""
                        : broken.getFirst().says() + ": " + broken.getFirst().wrong());
    }

    /** The highest mean over a stretch; of the whole when it is shorter. */
    static OptionalDouble sustained(
            List<Second> seconds, Function<Second, @Nullable Double> figure) {
        double[] values =
                seconds.stream()
                        .map(figure)
                        .filter(Objects::nonNull)
                        .mapToDouble(Double::doubleValue)
                        .toArray();
        if (values.length == 0) {
            return OptionalDouble.empty();
        }
        int stretch = Math.min(SUSTAINED_SECONDS, values.length);
        double highest = 0;
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] - (i >= stretch ? values[i - stretch] : 0);
            if (i >= stretch - 1) {
                highest = Math.max(highest, sum / stretch);
            }
        }
        return OptionalDouble.of(highest);
    }

    /** Named from the figures only. */
    static List<String> bottlenecks(Seen seen, List<LoadReport.Row> operations) {
        List<String> names = new ArrayList<>();
        operations.stream()
                .filter(row -> row.count() > 0)
                .max(Comparator.comparingDouble(LoadReport.Row::p95))
                .ifPresent(
                        row ->
                                names.add(
                                        say(
                                                "slowest operation: %s, p95 %.1f ms",
                                                row.operation(), row.p95())));
        double all = operations.stream().mapToDouble(row -> row.count() * row.p50()).sum();
        operations.stream()
                .filter(row -> row.count() > 0)
                .max(Comparator.comparingDouble(row -> row.count() * row.p50()))
                .ifPresent(
                        row ->
                                names.add(
                                        say(
                                                "most waiting, all together: %s, about %.0f %% (count x p50)",
                                                row.operation(),
                                                100 * row.count() * row.p50() / all)));
        List<Second> counting = seen.counting();
        sustained(counting, Second::machineCpu)
                .ifPresent(
                        machine -> {
                            if (machine > SATURATED) {
                                names.add(
                                        say(
                                                "the machine's CPU: %.0f %% in use over %d s, of it the cloud %.0f %%, the load itself %.0f %%; times are longer for it",
                                                100 * machine,
                                                Math.min(SUSTAINED_SECONDS, counting.size()),
                                                100
                                                        * sustained(counting, Second::cloudCpu)
                                                                .orElse(0),
                                                100
                                                        * sustained(counting, Second::usersCpu)
                                                                .orElse(0)));
                            }
                        });
        long waited =
                counting.stream()
                        .filter(s -> s.poolWaiting() != null && s.poolWaiting() > 0)
                        .count();
        if (waited > 0) {
            names.add(
                    say(
                            "the database pool: somebody waited for a connection in %d of %d looks%s",
                            waited,
                            counting.size(),
                            seen.poolWaitP95().isPresent()
                                    ? say(
                                            ", p95 of all waits %.1f ms",
                                            seen.poolWaitP95().getAsDouble())
                                    : ""));
        }
        growth(counting)
                .ifPresent(
                        grown ->
                                names.add(
                                        say(
                                                "p95 grows with time: the last quarter has %.1f x the first quarter's",
                                                grown)));
        return names;
    }

    private static OptionalDouble growth(List<Second> seconds) {
        int quarter = seconds.size() / 4;
        if (quarter < 5) {
            return OptionalDouble.empty();
        }
        double first = mean(seconds.subList(0, quarter));
        double lastQuarter = mean(seconds.subList(seconds.size() - quarter, seconds.size()));
        return first > 0 && lastQuarter / first > GROWTH
                ? OptionalDouble.of(lastQuarter / first)
                : OptionalDouble.empty();
    }

    private static double mean(List<Second> seconds) {
        return seconds.stream().mapToDouble(Second::p95Millis).average().orElse(0);
    }

    private static String say(String text, Object... values) {
        return String.format(Locale.ROOT, text, values);
    }
}
