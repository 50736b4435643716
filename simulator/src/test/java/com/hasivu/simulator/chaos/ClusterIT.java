package com.hasivu.simulator.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.hasivu.simulator.demo.Mosquitto;
import com.hasivu.simulator.demo.Rig;
import com.hasivu.simulator.demo.Site;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Two cloud nodes as processes on one PostgreSQL, with Mosquitto; left out where there is none. */
class ClusterIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path dir;

    @Test
    void rounds_ofTwoNodesBiteAndBreakNothing() throws InterruptedException {
        assumeMosquitto();
        List<Fault> faults =
                Stream.of("node-kill", "node-kill-at", "nodes-restart", "nodes-repeat")
                        .map(ClusterIT::named)
                        .toList();
        try (Chaos chaos =
                new Chaos(
                        new Chaos.Plan(1, 1, faults.size(), faults, Site.Store.POSTGRES, true),
                        dir,
                        round -> {})) {
            assertThat(chaos.run()).hasSize(faults.size()).allMatch(Round::good);
        }
    }

    /** Batches go to the nodes in turns, so both make versions; each is a difference. */
    @Test
    void lunch_bringsTheStationDifferencesOnlyWhicheverNodeMadeThem() {
        assumeMosquitto();
        try (Bench bench = Bench.open(dir, Fault.Place.NODES, Site.Store.POSTGRES, 150, 1, true)) {
            Rig rig = bench.rig();
            lunch(bench, 3); // until both nodes have made a version
            long whole = counter(rig, "snapshots-full");
            long before = counter(rig, "snapshots-delta");
            lunch(bench, 6);
            assertThat(counter(rig, "snapshots-delta") - before).isGreaterThanOrEqualTo(6);
            assertThat(counter(rig, "snapshots-full")).isEqualTo(whole);
            assertThat(bench.rest()).isEmpty();
            assertThat(bench.lastCheck()).isEmpty();
        }
    }

    private static void lunch(Bench bench, int rounds) {
        Rig rig = bench.rig();
        for (int i = 0; i < rounds; i++) {
            long before = version(rig);
            rig.hungryChildren(4);
            rig.awaitVisits(PATIENCE);
            rig.awaitSettled(PATIENCE);
            bench.await("snapshot with the deliveries", PATIENCE, () -> version(rig) > before);
        }
    }

    private static long version(Rig rig) {
        return rig.status().path("snapshot").path("version").asLong();
    }

    private static long counter(Rig rig, String name) {
        return rig.status().path("sync").path("counters").path(name).asLong();
    }

    private static void assumeMosquitto() {
        assumeThat(Mosquitto.missing()).as("SKIPPED, two nodes are not shown").isEmpty();
    }

    private static Fault named(String name) {
        return Faults.all().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    }
}
