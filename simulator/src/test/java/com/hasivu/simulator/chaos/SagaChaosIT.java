package com.hasivu.simulator.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;

/** Two cloud nodes as processes; one dies in the middle of a saga, once on every path. */
class SagaChaosIT {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path dir;

    @Test
    void sagas_endWhoeverDiesInThem() throws InterruptedException {
        long seed = Long.getLong("hasivu.seed", System.nanoTime());
        System.out.println("kills in sagas, seed " + seed + " (-Dhasivu.seed=" + seed + ")");
        List<SagaStrike> strikes = SagaStrike.quick(new Random(seed));
        try (var chaos = new SagaRounds(dir, seed)) {
            for (int i = 0; i < strikes.size(); i++) {
                assertThat(chaos.round(i + 1, strikes.get(i)))
                        .matches(Round::good, "nothing broke");
            }
            assertThat(chaos.ended("order-pay", "completed")).isPositive();
            assertThat(chaos.ended("order-pay", "undone")).isPositive();
            assertThat(chaos.ended("cancel-refund", "completed")).isPositive();
            assertThat(chaos.ended("auto-top-up", "completed")).isPositive();
            assertThat(chaos.ended("auto-top-up", "undone")).isPositive();
        }
    }
}
