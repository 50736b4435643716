package com.hasivu.edge.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Decides whether settings on trial hold. Pure; times are monotonic. */
final class TrialWatch {
    static final Duration DEFAULT = Duration.ofSeconds(120);
    static final Duration SHORTEST = Duration.ofSeconds(5);
    static final Duration LONGEST = Duration.ofMinutes(10);

    private TrialWatch() {}

    /** What to do about the trial now. */
    sealed interface Step {
        record Wait() implements Step {}

        record Commit() implements Step {}

        record RollBack(String why) implements Step {}
    }

    /**
     * Judges.
     *
     * @param elapsed since the station started with the settings on trial
     * @param cloudReached whether the cloud has answered since then
     * @param readersDown readers that are not online now
     */
    static Step step(
            Duration elapsed, Duration patience, boolean cloudReached, List<String> readersDown) {
        if (cloudReached && readersDown.isEmpty()) {
            return new Step.Commit();
        }
        if (elapsed.compareTo(patience) < 0) {
            return new Step.Wait();
        }
        List<String> missing = new ArrayList<>();
        if (!cloudReached) {
            missing.add("the cloud was not reached");
        }
        if (!readersDown.isEmpty()) {
            missing.add("not online: reader " + String.join(", ", readersDown));
        }
        return new Step.RollBack(
                "within %d s: %s".formatted(patience.toSeconds(), String.join("; ", missing)));
    }
}
