package com.hasivu.simulator.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.hasivu.simulator.demo.Mosquitto;
import com.hasivu.simulator.process.Folders;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code ./hasivu bench}. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Our figures beside a reference measured in the same run, so that machines can be compared.",
            "  decide  frame bytes to verdict, beside a SQLite lookup (JMH)",
            "  tap     last byte to signal, durable, beside a raw 64-byte O_DSYNC append",
            "  burst   durable taps from 64 threads, beside a lock around each sync",
            "  live    single taps of many stations at the intake, committed in PostgreSQL,",
            "          beside rows inserted and committed one by one",
            "  network a tap while the link is in each bad state, beside one over a good one",
            "  change  card blocked or order cancelled by API until the station decides by it,",
            "          beside a commit of the same PostgreSQL",
            "  drain   a backlog in the stations' journals until PostgreSQL has committed it: the shipped",
            "          sync over Mosquitto to the cloud program, beside COPY of the same rows; bytes on the",
            "          wire. Needs Mosquitto: apt-get install mosquitto",
            "  api     JSON read, order by id, order placed at 10, 50, 100 connections, beside raw Netty",
            "          and pgbench on the same PostgreSQL. Needs pgbench: apt-get install postgresql-contrib",
            "  start   process start until the first tap is accepted, beside an empty Java program;",
            "          and a journal of a million records replayed",
            "  memory  resident memory of station and cloud at lunch pace (--minutes)",
            "  screen  reader's last byte until the page is painted in Chromium, beside a bare event's.",
            "          Needs Chromium: apt-get install chromium",
            "  snapshot  a day of 3,000 children: bytes sent, decoding, a delta; beside JSON",
            "Exit code 0 when measured, whether or not a goal is reached; with --strict 1 when one is missed or skipped."
        })
public final class BenchCommand implements Callable<Integer> {
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);
    private static final List<String> ALL =
            List.of(
                    "decide",
                    "tap",
                    "burst",
                    "snapshot",
                    "live",
                    "change",
                    "network",
                    "drain",
                    "api",
                    "start",
                    "memory",
                    "screen");

    @Parameters(arity = "0..*", paramLabel = "NAME", description = "which (default: all)")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--taps",
            defaultValue = "1000000",
            paramLabel = "N",
            description =
                    "drain: how many taps wait in all (default: ${DEFAULT-VALUE}; --quick: 20000 at most)")
    private int taps = 1_000_000;

    @Option(
            names = "--stations",
            defaultValue = "20",
            paramLabel = "K",
            description =
                    "drain: at how many stations (default: ${DEFAULT-VALUE}; --quick: 4 at most)")
    private int stations = 20;

    @Option(names = "--json", description = "print one JSON document")
    private boolean json;

    @Option(
            names = "--quick",
            description = "fewer and shorter rounds: shows that it runs, not what it can do")
    private boolean quick;

    @Option(names = "--strict", description = "exit code 1 when a goal is missed")
    private boolean strict;

    @Option(
            names = "--minutes",
            defaultValue = "10",
            description = "how long memory is watched (default: ${DEFAULT-VALUE}; --quick: 20 s)")
    private int minutes;

    @Option(
            names = "--dir",
            description =
                    "where the files are written; choose the disk to measure (default: the current folder)")
    private Path dir = Path.of("");

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Ctrl-C leaves nothing running and no files: what is measured is interrupted and closes. */
    @Override
    public Integer call() throws Exception {
        Thread measuring = Thread.currentThread();
        CountDownLatch closed = new CountDownLatch(1);
        Thread abort =
                new Thread(
                        () -> {
                            measuring.interrupt();
                            try {
                                closed.await(CLOSE_PATIENCE.toSeconds(), TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "abort");
        Runtime.getRuntime().addShutdownHook(abort);
        try {
            int code = measureAll();
            Runtime.getRuntime().removeShutdownHook(abort);
            return code;
        } finally {
            closed.countDown();
        }
    }

    private int measureAll() throws Exception {
        List<String> wanted = names.isEmpty() ? ALL : names;
        for (String name : wanted) {
            if (!ALL.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "no benchmark '%s'; use one of %s".formatted(name, ALL));
            }
        }
        if (stations < 1 || stations > 500 || taps < stations) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--taps %d, --stations %d: use 1 to 500 stations and a tap each at least"
                            .formatted(taps, stations));
        }
        PrintStream progress = System.err;
        List<Outcome> outcomes = new ArrayList<>();
        List<String> skipped = new ArrayList<>();
        for (String name : wanted) {
            Optional<String> missing = missing(name);
            if (missing.isPresent()) {
                skipped.add("SKIPPED " + name + ", not shown: " + missing.get());
                progress.println(skipped.getLast());
                continue;
            }
            progress.println("measuring " + name + " ...");
            outcomes.addAll(measure(name));
        }
        if (json) {
            Map<String, Object> document = new LinkedHashMap<>();
            document.put("quick", quick);
            document.put("outcomes", outcomes);
            document.put("skipped", skipped);
            System.out.println(
                    new ObjectMapper()
                            .enable(SerializationFeature.INDENT_OUTPUT)
                            .writeValueAsString(document));
        } else {
            print(outcomes, System.out);
            skipped.forEach(System.out::println);
        }
        boolean allReached = skipped.isEmpty() && outcomes.stream().allMatch(Outcome::reached);
        return strict && !allReached ? 1 : 0;
    }

    private static Optional<String> missing(String name) {
        return switch (name) {
            case "drain" -> Mosquitto.missing();
            case "screen" -> ScreenBench.missing();
            case "api" -> ApiBench.missing();
            default -> Optional.empty();
        };
    }

    private Duration memoryLength() {
        return quick ? Duration.ofSeconds(20) : Duration.ofMinutes(minutes);
    }

    private List<Outcome> measure(String name) throws Exception {
        if (name.equals("decide")) {
            return DecideBench.run(quick);
        }
        if (name.equals("snapshot")) {
            return new SnapshotBench(quick).run();
        }
        Path folder = Files.createTempDirectory(dir.toAbsolutePath(), ".bench-");
        try {
            return switch (name) {
                case "tap" -> new TapBench(folder, quick).run();
                case "burst" -> new BurstBench(folder, quick).run();
                case "live" -> new LiveBench(folder, quick).run();
                case "network" -> new NetworkBench(folder, quick).run();
                case "drain" ->
                        new DrainBench(
                                        folder,
                                        quick ? Math.min(taps, 20_000) : taps,
                                        quick ? Math.min(stations, 4) : stations,
                                        System.err)
                                .run();
                case "start" -> new StartBench(folder, quick).run();
                case "memory" -> new MemoryBench(folder, memoryLength()).run();
                case "screen" -> new ScreenBench(folder, quick).run();
                case "api" -> new ApiBench(folder, quick).run();
                case "change" -> new ChangeBench(folder, quick).run();
                default -> throw new IllegalStateException("no benchmark " + name);
            };
        } finally {
            Folders.delete(folder);
        }
    }

    private static void print(List<Outcome> outcomes, PrintStream out) {
        out.printf(
                "%-7s %-44s %12s %12s %-5s %9s  %-12s %s%n",
                "bench", "figure", "ours", "reference", "unit", "ratio", "goal", "");
        for (Outcome o : outcomes) {
            out.printf(
                    Locale.ROOT,
                    "%-7s %-44s %12.3f %12s %-5s %9s  %-12s %s%n",
                    o.bench(),
                    o.figure(),
                    o.ours(),
                    Double.isNaN(o.reference())
                            ? "-"
                            : String.format(Locale.ROOT, "%.3f", o.reference()),
                    o.unit(),
                    Double.isNaN(o.ratio()) ? "-" : String.format(Locale.ROOT, "%.2f x", o.ratio()),
                    o.goal(),
                    o.reached() ? "reached" : "missed");
        }
    }
}
