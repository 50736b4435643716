package com.hasivu.simulator.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.simulator.demo.Site;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A few rounds on the built programs, and that a fault which does not bite is no success. */
class ChaosIT {
    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path dir;

    @Test
    void rounds_biteAndBreakNothing_andAFaultThatDoesNothingFails() throws InterruptedException {
        Fault idle =
                new Fault(
                        "idle",
                        1,
                        Fault.Place.FOLDER,
                        (bench, random) -> {
                            bench.load();
                            bench.await("bite", Duration.ofMillis(200), () -> false);
                            return "never";
                        });
        List<Fault> faults =
                Stream.concat(
                                Stream.of(
                                                "kill-9",
                                                "freeze",
                                                "disk-fails",
                                                "link-reset",
                                                "flip-torn-tail")
                                        .map(ChaosIT::named),
                                Stream.of(idle))
                        .toList();
        List<Round> told = new ArrayList<>();
        try (Chaos chaos =
                new Chaos(
                        new Chaos.Plan(1, 1, faults.size(), faults, Site.Store.POSTGRES, true),
                        dir,
                        told::add)) {
            List<Round> rounds = chaos.run();
            assertThat(rounds).isEqualTo(told).hasSize(faults.size());
            assertThat(rounds.subList(0, faults.size() - 1)).allMatch(Round::good);
            assertThat(rounds.getLast().problems())
                    .singleElement()
                    .asString()
                    .startsWith("did not bite: no bite within 0 s; last lines of ");
            assertThat(rounds.getLast().good()).isFalse();
            assertThat(chaos.kept()).hasSize(1);
        }
    }

    private static Fault named(String name) {
        return Faults.all().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    }
}
