package com.hasivu.simulator.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.hasivu.simulator.check.Finding;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

class JudgeTest {
    private static final Finding HOLDS = new Finding("", "transfers sum to zero", 3, "");

    @Test
    void gates_passWhenEveryFigureIsWithinItsLimit() {
        assertThat(Judge.gates(seen(row(199, 11), 0, 0.6, 400, List.of(HOLDS))))
                .hasSize(7)
                .allMatch(gate -> gate.verdict() == Gate.Verdict.PASS);
    }

    @Test
    void gates_failOneByOne() {
        failsOnly(seen(row(200, 11), 0, 0.6, 400, List.of(HOLDS)), "API p95");
        failsOnly(seen(row(50, 9.9), 0, 0.6, 400, List.of(HOLDS)), "requests answered rightly");
        failsOnly(seen(row(50, 11), 2, 0.6, 400, List.of(HOLDS)), "errors, warm-up included");
        failsOnly(seen(row(50, 11), 0, 0.71, 400, List.of(HOLDS)), "CPU sustained");
        failsOnly(seen(row(50, 11), 0, 0.6, 489, List.of(HOLDS)), "memory of the process");
        var broken = new Finding("", "transfers sum to zero", 3, "1, the first: transfer 7");
        failsOnly(seen(row(50, 11), 0, 0.6, 400, List.of(HOLDS, broken)), "consistency");
    }

    @Test
    void gates_sayNotMeasuredInsteadOfPassed() {
        var seen =
                new Judge.Seen(
                        Profile.HEAVY,
                        row(50, 11),
                        1_000,
                        0,
                        seconds(null, null),
                        OptionalDouble.empty(),
                        OptionalDouble.empty(),
                        List.of(),
                        "stopped");

        assertThat(Judge.gates(seen))
                .filteredOn(gate -> gate.verdict() == Gate.Verdict.NOT_MEASURED)
                .extracting(Gate::name)
                .containsExactly(
                        "database query p95",
                        "memory of the process",
                        "CPU sustained",
                        "consistency");
    }

    @Test
    void sustained_isTheWorstHalfMinute() {
        List<Second> seconds =
                IntStream.range(0, 90)
                        .mapToObj(i -> second(i, i >= 40 && i < 70 ? 0.9 : 0.1, 100.0))
                        .toList();

        assertThat(Judge.sustained(seconds, Second::cloudCpu).orElseThrow())
                .isCloseTo(0.9, within(1e-9));
        assertThat(Judge.sustained(seconds.subList(0, 41), Second::cloudCpu).orElseThrow())
                .isCloseTo((29 * 0.1 + 0.9) / 30, within(1e-9));
    }

    private static void failsOnly(Judge.Seen seen, String gate) {
        assertThat(Judge.gates(seen))
                .filteredOn(g -> g.verdict() == Gate.Verdict.FAIL)
                .extracting(Gate::name)
                .containsExactly(gate);
    }

    private static Judge.Seen seen(
            LoadReport.Row all, long errors, double cpu, double mib, List<Finding> books) {
        return new Judge.Seen(
                Profile.HEAVY,
                all,
                1_000,
                errors,
                seconds(cpu, mib),
                OptionalDouble.of(12),
                OptionalDouble.empty(),
                books,
                "");
    }

    private static LoadReport.Row row(double p95, double perSecond) {
        return new LoadReport.Row("all", 1_000, 0, perSecond, 10, 20, p95, p95, p95);
    }

    private static List<Second> seconds(@Nullable Double cpu, @Nullable Double mib) {
        return IntStream.range(0, 40).mapToObj(i -> second(i, cpu, mib)).toList();
    }

    private static Second second(int at, @Nullable Double cpu, @Nullable Double mib) {
        return new Second(at, false, 11, 0, 5, 10, 20, 30, mib, cpu, 0.1, 0.8, null, null);
    }
}
