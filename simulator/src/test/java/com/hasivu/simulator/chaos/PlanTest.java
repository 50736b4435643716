package com.hasivu.simulator.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.simulator.demo.Site;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class PlanTest {
    private static Chaos.Plan plan(long seed, int first, int rounds, boolean quick) {
        return new Chaos.Plan(seed, first, rounds, Faults.all(), Site.Store.H2, quick);
    }

    @Test
    void draw_isTheSameForARoundWhateverWentBefore() {
        Chaos.Plan whole = plan(7, 1, 500, false);
        Chaos.Plan one = plan(7, 321, 1, false);
        assertThat(one.draw(321)).isEqualTo(whole.draw(321));
        assertThat(one.random(321).nextLong()).isEqualTo(whole.random(321).nextLong());
    }

    @Test
    void draw_bringsEveryFaultInFiveHundredRoundsAndOthersForAnotherSeed() {
        List<String> drawn = names(plan(1, 1, 500, false));
        assertThat(drawn).containsAll(Faults.all().stream().map(Fault::name).toList());
        assertThat(names(plan(2, 1, 500, false))).isNotEqualTo(drawn);
    }

    private static List<String> names(Chaos.Plan plan) {
        return IntStream.rangeClosed(1, plan.rounds()).mapToObj(i -> plan.draw(i).name()).toList();
    }

    @Test
    void draw_takesEachOnceWhenQuick() {
        int kinds = Faults.all().size();
        assertThat(
                        IntStream.rangeClosed(1, kinds)
                                .mapToObj(plan(1, 1, kinds, true)::draw)
                                .collect(Collectors.toSet()))
                .hasSize(kinds);
    }

    @Test
    void random_differsBetweenNeighbouringRounds() {
        Chaos.Plan plan = plan(1, 1, 500, false);
        long heads =
                IntStream.rangeClosed(1, 500).filter(i -> plan.random(i).nextBoolean()).count();
        assertThat(heads).isBetween(200L, 300L);
    }

    @Test
    void report_countsARoundWithoutABiteAsBroken() {
        Report report =
                Report.of(
                        List.of(
                                new Round(
                                        1, "kill-9", "exit 137", Duration.ofSeconds(2), List.of()),
                                new Round(
                                        2, "kill-9", "exit 137", Duration.ofSeconds(4), List.of()),
                                new Round(3, "kill-9", "", Duration.ZERO, List.of())),
                        Map.of("disk-full", "no root"));
        assertThat(report.rows())
                .containsExactly(
                        new Report.Row("kill-9", 3, 2, 4, 4, 1, ""),
                        new Report.Row("disk-full", 0, 0, 0, 0, 0, "no root"));
        assertThat(report.table()).contains("SKIPPED, not shown: no root");
    }
}
