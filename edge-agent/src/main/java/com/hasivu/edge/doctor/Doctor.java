package com.hasivu.edge.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs all checks at once, each on a daemon thread of its own, and waits no longer than told. */
public final class Doctor {
    private final List<Check> checks;
    private final Duration patience;

    /** A finding and whose it is. */
    public record Result(String check, Finding finding) {}

    /**
     * For these checks.
     *
     * @param patience for all of them together
     */
    public Doctor(List<Check> checks, Duration patience) {
        this.checks = List.copyOf(checks);
        this.patience = patience;
    }

    /** What they found, in their order. A check that is not done by then has failed. */
    public List<Result> examine() throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        List<FutureTask<Finding>> tasks = new ArrayList<>();
        for (Check check : checks) {
            FutureTask<Finding> task = new FutureTask<>(check::look);
            // a platform thread: a hanging disk must not hold the others' carrier
            Thread.ofPlatform().daemon().name("check " + check.name()).start(task);
            tasks.add(task);
        }
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < checks.size(); i++) {
            results.add(
                    new Result(
                            checks.get(i).name(),
                            finding(tasks.get(i), until - System.nanoTime())));
        }
        return results;
    }

    private Finding finding(FutureTask<Finding> task, long nanos) throws InterruptedException {
        try {
            return task.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return new Finding.Fail(
                    "no answer in %d s".formatted(patience.toSeconds()),
                    "what it looks at hangs; see 'dmesg | tail' for a broken disk or device, then run it again");
        } catch (ExecutionException e) {
            return new Finding.Fail(
                    "cannot be checked: " + e.getCause(),
                    "run it as the station's user, and report this if it says the same");
        }
    }

    /** Whether nothing failed. */
    public static boolean wellEnough(List<Result> results) {
        return results.stream().noneMatch(r -> r.finding() instanceof Finding.Fail);
    }
}
