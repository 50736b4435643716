package com.hasivu.simulator.load;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Looks at users, process and machine once a second. One thread. */
final class Watch {
    private static final int CORES = Runtime.getRuntime().availableProcessors();

    private final Meter meter;
    private final Target target;
    private final long begun = System.nanoTime();
    private final List<Second> seconds = new ArrayList<>();
    private Look last;
    private @Nullable MetricsPage firstPage;
    private @Nullable MetricsPage newestPage;

    /** What was seen at one moment; times are sums since long ago. */
    private record Look(
            long nanos,
            Optional<ProcessUse.Use> cloud,
            Optional<ProcessUse.Use> users,
            double machineBusy,
            double machineAll,
            Optional<MetricsPage> page) {}

    Watch(Meter meter, Target target) throws IOException, InterruptedException {
        this.meter = meter;
        this.target = target;
        this.last = look();
    }

    private Look look() throws IOException, InterruptedException {
        Optional<ProcessUse.Use> cloud =
                target.pid().isPresent()
                        ? ProcessUse.of(target.pid().getAsLong())
                        : Optional.empty();
        Optional<MetricsPage> page = Optional.empty();
        if (target.metrics().isPresent()) {
            try {
                page = Optional.of(MetricsPage.read(target.metrics().get()));
            } catch (IOException e) {
                page = Optional.empty(); // absent in the time line
            }
        }
        double[] machine = machine();
        return new Look(
                System.nanoTime(),
                cloud,
                ProcessUse.of(ProcessHandle.current().pid()),
                machine[0],
                machine[1],
                page);
    }

    /** Ticks in which cores did something, and all ticks: the first line of /proc/stat. */
    private static double[] machine() throws IOException {
        double[] ticks =
                Arrays.stream(
                                Files.readAllLines(Path.of("/proc/stat"))
                                        .getFirst()
                                        .replaceFirst("cpu +", "")
                                        .split(" "))
                        .limit(8) // guests are in user time already
                        .mapToDouble(Double::parseDouble)
                        .toArray();
        double all = Arrays.stream(ticks).sum();
        return new double[] {all - ticks[3] - ticks[4], all}; // without idle and iowait
    }

    /** Ends a second. */
    Second next(boolean counts) throws IOException, InterruptedException {
        Look now = look();
        Meter.Interval interval = meter.next(counts);
        double took = (now.nanos() - last.nanos()) / 1e9;
        Histogram all = interval.all();
        Second second =
                new Second(
                        (now.nanos() - begun) / 1e9,
                        !counts,
                        all.getTotalCount() / took,
                        interval.errors(),
                        millis(all, 50),
                        millis(all, 95),
                        millis(all, 99),
                        millis(all, 100),
                        now.cloud().map(ProcessUse.Use::residentMib).orElse(null),
                        part(last.cloud(), now.cloud(), took),
                        part(last.users(), now.users(), took),
                        now.machineAll() > last.machineAll()
                                ? (now.machineBusy() - last.machineBusy())
                                        / (now.machineAll() - last.machineAll())
                                : null,
                        now.page().isPresent() && last.page().isPresent()
                                ? boxed(now.page().get().statementP95(last.page().get()))
                                : null,
                        now.page().isPresent() ? boxed(now.page().get().poolWaiting()) : null);
        if (counts && now.page().isPresent()) {
            if (firstPage == null) {
                firstPage = last.page().orElse(now.page().get());
            }
            newestPage = now.page().get();
        }
        seconds.add(second);
        last = now;
        return second;
    }

    List<Second> seconds() {
        return List.copyOf(seconds);
    }

    /** Of all statements in the time that counts, in milliseconds. */
    OptionalDouble statementP95() {
        return firstPage == null || newestPage == null
                ? OptionalDouble.empty()
                : newestPage.statementP95(firstPage);
    }

    /** Of all waits for a database connection in the time that counts, in milliseconds. */
    OptionalDouble poolWaitP95() {
        return firstPage == null || newestPage == null
                ? OptionalDouble.empty()
                : newestPage.poolWaitP95(firstPage);
    }

    static double millis(Histogram micros, double percentile) {
        return micros.getTotalCount() == 0 ? 0 : micros.getValueAtPercentile(percentile) / 1e3;
    }

    private static @Nullable Double part(
            Optional<ProcessUse.Use> before, Optional<ProcessUse.Use> now, double seconds) {
        return before.isEmpty() || now.isEmpty()
                ? null
                : (now.get().cpuSeconds() - before.get().cpuSeconds()) / seconds / CORES;
    }

    private static @Nullable Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
