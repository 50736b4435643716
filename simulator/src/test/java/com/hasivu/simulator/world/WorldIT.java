package com.hasivu.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.stream.Collectors;

/** 200 seeds: every invariant holds after every event, and everything that can go wrong did. */
class WorldIT {
    private static final int SEEDS = 200;

    @Test
    void everyInvariantHoldsInEveryWorldAndEverythingHappened() {
        Summary summary = new Summary();
        try (Crew crew = new Crew(Runtime.getRuntime().availableProcessors())) {
            crew.run(
                    1,
                    seed -> Plan.of(seed).size(2, 1, 3),
                    seed -> seed <= SEEDS,
                    outcome -> {
                        summary.add(outcome);
                        outcome.broken().ifPresent(broken -> fail(summary.seeds(), broken));
                        return true;
                    });
        }
        assertThat(summary.tally().missing()).as("never happened in %d seeds", SEEDS).isEmpty();
        assertThat(Duration.ofHours(summary.hours())).isGreaterThan(Duration.ofDays(50));
        System.out.printf(
                "%d seeds, %,d events, %d simulated hours in %.0f s (%s)%n",
                SEEDS,
                summary.events(),
                summary.hours(),
                summary.seconds(),
                java.util.Arrays.stream(Happening.values())
                        .limit(4)
                        .map(what -> what.label() + " " + summary.tally().of(what))
                        .collect(Collectors.joining(", ")));
    }

    private static void fail(long seed, Broken broken) {
        throw new AssertionError(
                "%s: %s; again: ./hasivu sim world --seed %d --schools 1 --trace"
                        .formatted(broken.invariant(), broken.what(), seed),
                broken);
    }
}
