package com.hasivu.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.fault.FaultPoint;
import com.hasivu.simulator.process.Program;

import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The built cloud, killed at each named point of the intake and at random, on both databases; then
 * the broker with it.
 */
class KilledCloudIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final List<FaultPoint> POINTS =
            List.of(
                    FaultPoint.INTAKE_RECEIVED,
                    FaultPoint.INTAKE_WRITTEN,
                    FaultPoint.INTAKE_COMMITTED,
                    FaultPoint.INTAKE_ACKED);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path dir;

    @ParameterizedTest
    @EnumSource
    void cloud_losesAndDoublesNothingWhenKilled(Site.Store store) throws InterruptedException {
        long seed = Long.getLong("hasivu.seed", System.nanoTime());
        System.out.println("kills of the cloud, seed " + seed + " (-Dhasivu.seed=" + seed + ")");
        Random random = new Random(seed);
        try (Rig rig = new Rig(new Site(dir, store), 130)) {
            Program edge = rig.startEdge();
            edge.await("snapshot", PATIENCE);
            for (FaultPoint point : POINTS) {
                rig.site().cloud().kill();
                // what the station kept meanwhile may end it before it is ready
                Program cloud = rig.site().launchNode(1, haltAt(point, 1 + random.nextInt(2)));
                rig.hungryChildren(4);
                rig.awaitVisits(PATIENCE); // nobody waits for the cloud
                assertThat(rig.hungryChildrenUntilDead(cloud))
                        .as("the fault point bites")
                        .isEqualTo(137);
                rig.site().startCloud();
            }
            rig.hungryChildren(10);
            TimeUnit.MILLISECONDS.sleep(
                    200 + random.nextInt(1_500)); // the moment of the kill is the test's input
            rig.site().cloud().kill();
            rig.site().startCloud();
            rig.awaitVisits(PATIENCE);

            long last = rig.records().size();
            edge.await(
                    "ack of record " + last,
                    PATIENCE,
                    e ->
                            e.path("event").asText().equals("acked")
                                    && e.path("sequence").asLong() >= last);
            assertThat(rig.site().stopPrograms()).as("clean stops").isEmpty();
            assertThat(rig.problems()).isEmpty();
        }
    }

    private static String haltAt(FaultPoint point, int passes) {
        return "-Dhasivu.halt-at=" + point.label() + ":" + passes;
    }
}
