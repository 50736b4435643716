package com.hasivu.simulator.world;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The world is the same for the same seed, and what is wrong in it is seen. */
class WorldTest {
    @SuppressWarnings("NullAway.Init") // JUnit opens it
    private static Worlds worlds;

    @BeforeAll
    static void open() {
        worlds = new Worlds();
    }

    @AfterAll
    static void close() {
        worlds.close();
    }

    private static Plan small(long seed) {
        return Plan.of(seed).size(1, 1, 2);
    }

    @Test
    void seed_writesTheSameTraceHoweverOftenItRuns() {
        Plan plan = Plan.of(4).traced();
        World.Outcome first = worlds.run(plan);
        worlds.run(small(99)); // what ran before does not matter
        World.Outcome second = worlds.run(plan);

        assertThat(first.broken()).isEmpty();
        assertThat(first.trace()).hasSizeGreaterThan(100);
        assertThat(Trace.digest(second.trace())).isEqualTo(Trace.digest(first.trace()));
        assertThat(second.events()).isEqualTo(first.events());
    }

    /** Beside others, on whatever thread: what one alone writes, in the order of the seeds. */
    @Test
    void crew_writesWhatOneThreadWrites() {
        List<String> alone = new ArrayList<>();
        for (long seed = 1; seed <= 8; seed++) {
            alone.add(Trace.digest(worlds.run(small(seed).traced()).trace()));
        }
        List<String> together = new ArrayList<>();
        try (Crew crew = new Crew(3)) {
            crew.run(
                    1,
                    seed -> small(seed).traced(),
                    seed -> seed <= 8,
                    outcome -> together.add(Trace.digest(outcome.trace())));
        }
        assertThat(together).isEqualTo(alone);
        assertThat(Set.copyOf(alone)).hasSize(8);
    }

    @Test
    void crew_endsWithTheFirstSeedThatBreaks() {
        List<Boolean> seen = new ArrayList<>();
        try (Crew crew = new Crew(2)) {
            crew.run(
                    1,
                    seed -> seed == 3 ? small(1).lying(Plan.Lie.ACK_BEFORE_COMMIT) : small(seed),
                    seed -> true,
                    outcome -> {
                        seen.add(outcome.broken().isPresent());
                        return outcome.broken().isEmpty();
                    });
        }
        assertThat(seen).containsExactly(false, false, true);
    }

    @Test
    void anotherSeed_isAnotherWorld() {
        assertThat(worlds.run(small(5).traced()).trace())
                .isNotEqualTo(worlds.run(small(6).traced()).trace());
    }

    @Test
    void trace_changesNothing() {
        World.Outcome traced = worlds.run(small(7).traced());
        World.Outcome quiet = worlds.run(small(7));
        assertThat(quiet.events()).isEqualTo(traced.events());
        assertThat(quiet.trace()).isEmpty();
    }

    /** What the world itself is made to do wrong, and the invariant that must say so. */
    @ParameterizedTest(name = "{0} breaks {1}")
    @CsvSource({
        "SYNC_IS_NONE, E1",
        "ACK_BEFORE_COMMIT, S4",
        "NO_INBOX_KEY, S2",
        "FOREIGN_KEY_BELIEVED, E7"
    })
    void lie_isSeen(Plan.Lie lie, String invariant) {
        for (long seed = 1; seed <= 20; seed++) {
            var broken = worlds.run(small(seed).lying(lie)).broken();
            if (broken.isPresent()) {
                assertThat(broken.get().invariant()).isEqualTo(invariant);
                return;
            }
        }
        throw new AssertionError("20 seeds did not see " + lie);
    }

    /**
     * A copy of the disk, then an empty disk, then the copy again: the copy lacks records of its
     * own epoch, however few the disk in between held, and the cloud rightly sets the epoch aside.
     */
    @Test
    void oldCopyPutBackAfterALostDisk_isAForkAndNoBrokenInvariant() {
        World.Outcome outcome = worlds.run(Plan.of(100_312).traced());

        assertThat(outcome.trace().stream().map(line -> line.replaceAll(".*Z  ", "")))
                .containsSubsequence(
                        "school-2/counter-2 gets an empty disk",
                        "school-2/counter-2 gets an old copy of its disk");
        assertThat(outcome.broken()).isEmpty();
    }

    @Test
    void shrink_leavesOutWhatDoesNotMatter() {
        Plan failing = Plan.of(1).lying(Plan.Lie.ACK_BEFORE_COMMIT);
        Plan smallest = new Shrink(worlds::run, "S4").smaller(failing);

        assertThat(smallest.without()).isEqualTo(Set.of(Fault.values()));
        assertThat(smallest.stations()).isEqualTo(1);
        assertThat(worlds.run(smallest).broken()).isPresent();
    }
}
