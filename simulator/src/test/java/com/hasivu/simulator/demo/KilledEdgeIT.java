package com.hasivu.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.fault.FaultPoint;
import com.hasivu.simulator.process.Program;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The built station, killed at each named point of the tap path and at random; every round on the
 * same journal.
 */
class KilledEdgeIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path dir;

    static Rig rig;

    @BeforeAll
    static void open() {
        rig = new Rig(new Site(dir, Site.Store.POSTGRES), 180);
        rig.startEdge().await("snapshot", PATIENCE);
        rig.site().edge().stop(PATIENCE);
    }

    @AfterAll
    static void close() {
        rig.close();
    }

    @AfterEach
    void stop() {
        rig.site().edge().close();
    }

    @ParameterizedTest
    @FieldSource("com.hasivu.protocol.fault.FaultPoint#STATION")
    void edge_losesAndDoublesNothingWhenKilledAt(FaultPoint point) {
        int shownAgainBefore = rig.shownAgain();
        int arrival = 2;
        if (point == FaultPoint.SNAPSHOT_WRITTEN) {
            rig.startEdge().stop(PATIENCE);
            rig.day().blockCard(rig.nextHungry()); // what the station missed comes as a new
            // snapshot file or delta
            arrival = 1;
        }
        Program armed = rig.launchEdge(haltAt(point, arrival)); // it may end before it is ready
        assertThat(rig.hungryChildrenUntilDead(armed)).as("the fault point bites").isEqualTo(137);

        Program edge = rig.startEdge();
        rig.awaitVisits(PATIENCE);
        rig.awaitSettled(PATIENCE);

        assertThat(rig.problems()).isEmpty();
        if (point == FaultPoint.JOURNAL_DURABLE) {
            assertThat(rig.shownAgain())
                    .as("recorded, not shown: shown once more")
                    .isGreaterThan(shownAgainBefore);
        }
        assertThat(edge.stop(PATIENCE)).as("a clean stop").isPresent();
        assertThat(rig.problems()).isEmpty();
    }

    @Test
    void edge_losesAndDoublesNothingWhenKilledAtRandomUnderLoad() throws InterruptedException {
        long seed = Long.getLong("hasivu.seed", System.nanoTime());
        System.out.println(
                "random kills of the edge, seed " + seed + " (-Dhasivu.seed=" + seed + ")");
        Random random = new Random(seed);
        rig.startEdge();
        for (int round = 0; round < 5; round++) {
            rig.hungryChildren(8);
            TimeUnit.MILLISECONDS.sleep(
                    100 + random.nextInt(900)); // the moment of the kill is the test's input
            rig.site().edge().kill();
            rig.startEdge();
        }
        rig.awaitVisits(PATIENCE);
        rig.awaitSettled(PATIENCE);

        assertThat(rig.problems()).isEmpty();
        rig.site().edge().stop(PATIENCE);
    }

    private static String haltAt(FaultPoint point, int passes) {
        return "-Dhasivu.halt-at=" + point.label() + ":" + passes;
    }
}
