package com.hasivu.simulator.load;

import com.hasivu.simulator.check.Finding;
import com.hasivu.simulator.web.HttpLine;
import com.hasivu.simulator.web.HttpPerson;

import io.netty.channel.EventLoopGroup;

import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * One load: makes the school, lets the users loose, looks once a second, and reads the books.
 * Interrupted, it stops the users and reports what it has.
 */
final class LoadRun {
    private static final Duration ANSWER_PATIENCE = Duration.ofSeconds(15);
    private static final Duration END_PATIENCE = Duration.ofSeconds(90);
    private static final int TELL_SECONDS = 5;

    private final Plan plan;
    private final Target target;
    private final int otherChildren;
    private final Consumer<String> progress;
    private final Meter meter = new Meter();
    private final List<User> users = new ArrayList<>();
    private volatile boolean going = true;
    private UnaryOperator<LoadSchool> change = UnaryOperator.identity();

    /**
     * @param otherChildren of the school, beside those of the users
     * @param progress told a line every few seconds
     */
    LoadRun(Plan plan, Target target, int otherChildren, Consumer<String> progress) {
        this.plan = plan;
        this.target = target;
        this.otherChildren = otherChildren;
        this.progress = progress;
    }

    /** Tests change what the users believe of the school. */
    LoadRun believing(UnaryOperator<LoadSchool> other) {
        change = other;
        return this;
    }

    LoadReport run() throws IOException, SQLException {
        Instant begun = Instant.now();
        EventLoopGroup loops = HttpLine.loops(1);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        Optional<Watch> watch = Optional.empty();
        List<Finding> books = List.of();
        String note = "the run was stopped before its end";
        try {
            LoadSchool school =
                    new Founder(
                                    loops,
                                    target.http(),
                                    "load-" + Long.toString(begun.toEpochMilli(), 36),
                                    progress)
                            .found(target.admin(), plan.users(), otherChildren);
            people(loops, change.apply(school));
            Watch looks = new Watch(meter, target);
            watch = Optional.of(looks);
            for (int i = 0; i < users.size(); i++) {
                User user = users.get(i);
                var random = new SplittableRandom(plan.seed() * 1_000_003 + i);
                threads.execute(() -> use(user, random));
            }
            watchAll(looks);
            going = false;
            end(threads);
            progress.accept("users have stopped; what is on its way settles");
            settle();
            Optional<Connection> tables = target.books();
            if (tables.isPresent()) {
                try (Connection connection = tables.get()) {
                    books = new Books(connection, school).check(users);
                }
            }
            note = books.isEmpty() ? "the database is not named; see --database" : "";
            return report(begun, looks, books, note, false);
        } catch (InterruptedException e) {
            progress.accept("stopped: the report holds what there is");
            return report(
                    begun,
                    watch.orElseThrow(
                            () -> new IOException("stopped before the load began: no report")),
                    books,
                    note,
                    true);
        } finally {
            going = false;
            threads.shutdownNow();
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private void people(EventLoopGroup loops, LoadSchool school) {
        var kitchen = new Staff(person(loops), school.kitchen());
        var office = new Staff(person(loops), school.office());
        for (int i = 0; i < plan.users(); i++) {
            users.add(
                    new User(
                            school.parents().get(i),
                            school,
                            person(loops),
                            meter,
                            new SplittableRandom(plan.seed() * 1_000_033 + i),
                            kitchen,
                            office));
        }
    }

    private HttpPerson person(EventLoopGroup loops) {
        return new HttpPerson(loops, target.http(), ANSWER_PATIENCE);
    }

    private void use(User user, SplittableRandom random) {
        try {
            user.run(Pace.of(plan, random, System.nanoTime()), () -> going);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void watchAll(Watch looks) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long warm = plan.warmUp().toNanos();
        long end = warm + plan.length().toNanos();
        progress.accept(
                "%d users; %d s to warm up, then %d s that count"
                        .formatted(
                                plan.users(),
                                plan.warmUp().toSeconds(),
                                plan.length().toSeconds()));
        boolean warmedUp = false;
        for (int i = 1; System.nanoTime() - start < end; i++) {
            long due = TimeUnit.SECONDS.toNanos(i);
            TimeUnit.NANOSECONDS.sleep(start + due - System.nanoTime());
            Second second = looks.next(warmedUp);
            warmedUp = System.nanoTime() - start >= warm;
            if (i % TELL_SECONDS == 0) {
                progress.accept(line(second));
            }
        }
    }

    private static String line(Second s) {
        return String.format(
                Locale.ROOT,
                "%4.0f s %s %6.1f/s  p50 %6.1f  p95 %6.1f  p99 %6.1f ms  errors %d%s%s",
                s.at(),
                s.warmUp() ? "(warm-up)" : "         ",
                s.requests(),
                s.p50Millis(),
                s.p95Millis(),
                s.p99Millis(),
                s.errors(),
                s.cloudMib() == null
                        ? ""
                        : String.format(Locale.ROOT, "  cloud %.0f MiB", s.cloudMib()),
                s.cloudCpu() == null
                        ? ""
                        : String.format(Locale.ROOT, " %.0f %% CPU", 100 * s.cloudCpu()));
    }

    private static void end(ExecutorService threads) throws InterruptedException, IOException {
        threads.shutdown();
        if (!threads.awaitTermination(END_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("users did not stop within " + END_PATIENCE);
        }
    }

    private void settle() throws InterruptedException, IOException {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            for (User user : users) {
                threads.execute(
                        () -> {
                            try {
                                user.settle();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
            }
            end(threads);
        } finally {
            threads.shutdownNow();
        }
    }

    private LoadReport report(
            Instant begun, Watch watch, List<Finding> books, String note, boolean partial) {
        List<Second> seconds = watch.seconds();
        double counted = length(seconds, false);
        var all = new Histogram(3);
        long wrong = 0;
        List<LoadReport.Row> rows = new ArrayList<>();
        for (Operation operation : Operation.values()) {
            Histogram times = meter.total(operation);
            all.add(times);
            wrong += meter.totalWrong(operation);
            rows.add(row(operation.label(), times, meter.totalWrong(operation), counted));
        }
        long errors = seconds.stream().mapToLong(Second::errors).sum();
        long warmUpRequests =
                Math.round(
                        seconds.stream()
                                .filter(Second::warmUp)
                                .mapToDouble(Second::requests)
                                .sum());
        LoadReport.Row total = row("all", all, wrong, counted);
        var seen =
                new Judge.Seen(
                        plan.profile(),
                        total,
                        all.getTotalCount() + warmUpRequests + errors,
                        errors,
                        seconds,
                        watch.statementP95(),
                        watch.poolWaitP95(),
                        books,
                        note);
        List<Gate> gates = Judge.gates(seen);
        return new LoadReport(
                plan.profile().name().toLowerCase(Locale.ROOT),
                partial,
                begun,
                target.describe(),
                "%d cores, %s, Java %s"
                        .formatted(
                                Runtime.getRuntime().availableProcessors(),
                                System.getProperty("os.name"),
                                System.getProperty("java.version")),
                plan.users(),
                plan.seed(),
                counted,
                length(seconds, true),
                loop(),
                !partial && gates.stream().noneMatch(g -> g.verdict() == Gate.Verdict.FAIL),
                gates,
                total,
                rows,
                meter.errors(),
                books,
                note,
                Judge.bottlenecks(seen, rows),
                seconds);
    }

    private static double length(List<Second> seconds, boolean warmUp) {
        double length = 0;
        double before = 0;
        for (Second second : seconds) {
            length += second.warmUp() == warmUp ? second.at() - before : 0;
            before = second.at();
        }
        return length;
    }

    private String loop() {
        return plan.openLoop()
                ? String.format(
                        Locale.ROOT,
                        "open loop, %.1f requests a second: a time counts from when its request was due, so waiting for a slow answer before it is in it",
                        plan.rate())
                : "closed loop, mean pause %d ms: a user waits for an answer before the next request, so a slow cloud is asked less, and the times leave out who would have come meanwhile (coordinated omission); --rate asks at a fixed rate"
                        .formatted(plan.think().toMillis());
    }

    private static LoadReport.Row row(String name, Histogram times, long wrong, double seconds) {
        return new LoadReport.Row(
                name,
                times.getTotalCount(),
                wrong,
                seconds > 0 ? times.getTotalCount() / seconds : 0,
                Watch.millis(times, 50),
                Watch.millis(times, 90),
                Watch.millis(times, 95),
                Watch.millis(times, 99),
                Watch.millis(times, 100));
    }
}
