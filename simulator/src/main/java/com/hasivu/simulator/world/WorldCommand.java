package com.hasivu.simulator.world;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import com.fasterxml.jackson.databind.ObjectMapper;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** {@code ./hasivu sim world}. */
@Command(
        name = "world",
        mixinStandardHelpOptions = true,
        description = {
            "Runs seeded worlds: the shipped station and intake on a virtual clock, with disks, links and people",
            "that go wrong as the seed says, and every invariant checked after every event. docs/simulation.md.",
            "Exit code 1 when an invariant is broken; the seed, its name and the smallest world found are printed."
        })
public final class WorldCommand implements Callable<Integer> {
    /** From so many seeds on, every kind of thing must have happened. */
    private static final long ALL_KINDS = 200;

    private static final int MAX_JOBS = 64;

    @Option(
            names = "--seeds",
            defaultValue = "200",
            description = "how many (default: ${DEFAULT-VALUE})")
    private long seeds;

    @Option(
            names = "--from",
            defaultValue = "1",
            description = "first seed (default: ${DEFAULT-VALUE})")
    private long from;

    @Option(
            names = "--minutes",
            defaultValue = "0",
            description = "run until so many minutes have passed, whatever --seeds says")
    private double minutes;

    @Option(names = "--seed", description = "run this one seed")
    private @Nullable Long seed;

    @Option(names = "--trace", description = "with --seed: print every event with its virtual time")
    private boolean trace;

    @Option(
            names = "--days",
            defaultValue = "2",
            description = "lunches at most (default: ${DEFAULT-VALUE})")
    private int days;

    @Option(
            names = "--schools",
            defaultValue = "2",
            description = "schools at most (default: ${DEFAULT-VALUE})")
    private int schools;

    @Option(
            names = "--stations",
            defaultValue = "3",
            description = "counters of a school at most (default: ${DEFAULT-VALUE})")
    private int stations;

    @Option(
            names = "--without",
            split = ",",
            paramLabel = "FAULT",
            description = "leave out kinds of fault, for example power-cut,repeat")
    private List<String> without = List.of();

    @Option(
            names = "--jobs",
            paramLabel = "N",
            description = "worlds at once (default: one for each core)")
    private int jobs = Runtime.getRuntime().availableProcessors();

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Option(
            names = "--keep-traces",
            description =
                    "trace every world: should one that breaks hold when it is run again, both are compared")
    private boolean keepTraces;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        if (trace && seed == null) {
            throw wrong("--trace needs --seed");
        }
        if (seeds < 1 || days < 1 || schools < 1 || schools > 9 || stations < 1 || minutes < 0) {
            throw wrong("--seeds, --days and --stations are 1 or more, --schools 1 to 9");
        }
        if (jobs < 1 || jobs > MAX_JOBS) {
            throw wrong("--jobs is %d; it is 1 to %d".formatted(jobs, MAX_JOBS));
        }
        Plan plan = new Plan(from, days, schools, stations, faults(), Plan.Lie.NONE, false);
        Long only = seed;
        return only == null ? many(plan) : one(plan.seed(only));
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    private Set<Fault> faults() {
        EnumSet<Fault> out = EnumSet.noneOf(Fault.class);
        for (String label : without) {
            out.add(
                    List.of(Fault.values()).stream()
                            .filter(fault -> fault.label().equals(label))
                            .findFirst()
                            .orElseThrow(
                                    () ->
                                            wrong(
                                                    "no fault '%s'; there are %s"
                                                            .formatted(label, allFaults()))));
        }
        return out;
    }

    private static String allFaults() {
        return List.of(Fault.values()).stream().map(Fault::label).collect(Collectors.joining(", "));
    }

    // ------------------------------------------------------------ one seed

    private int one(Plan plan) throws IOException {
        Summary summary = new Summary();
        try (Worlds worlds = new Worlds()) {
            World.Outcome outcome = worlds.run(trace ? plan.traced() : plan);
            PrintWriter out = spec.commandLine().getOut();
            outcome.trace().forEach(out::println);
            summary.add(outcome);
            if (outcome.broken().isPresent()) {
                tell(worlds, plan, outcome);
            }
            print(
                    summary,
                    outcome.broken().map(broken -> new Failure(plan.seed(), broken)).orElse(null));
            return outcome.broken().isPresent() ? 1 : 0;
        }
    }

    // ------------------------------------------------------------ many

    private record Failure(long seed, Broken broken) {}

    private int many(Plan plan) throws IOException {
        Summary summary = new Summary();
        Progress progress = new Progress(spec.commandLine().getErr(), summary, seeds, minutes);
        AtomicReference<World.@Nullable Outcome> first = new AtomicReference<>();
        try (Crew crew = new Crew(jobs)) {
            crew.run(
                    from,
                    (keepTraces ? plan.traced() : plan)::seed,
                    next -> minutes > 0 ? !progress.timeIsUp() : next < from + seeds,
                    outcome -> {
                        summary.add(outcome);
                        first.set(outcome.broken().isPresent() ? outcome : null);
                        progress.tell();
                        return outcome.broken().isEmpty();
                    });
        }
        progress.end();
        World.Outcome outcome = first.get();
        if (outcome != null) {
            long seed = from + summary.seeds() - 1;
            try (Worlds worlds = new Worlds()) {
                tell(worlds, plan.seed(seed), outcome);
            }
            print(summary, new Failure(seed, outcome.broken().orElseThrow()));
            return 1;
        }
        print(summary, null);
        List<Happening> missing = summary.tally().missing();
        if (summary.seeds() >= ALL_KINDS && without.isEmpty() && !missing.isEmpty()) {
            spec.commandLine().getOut().println("WRONG: it never happened in this run: " + missing);
            return 1;
        }
        return 0;
    }

    /** The seed, what broke, and the shortest trace found. */
    private void tell(Worlds worlds, Plan plan, World.Outcome failed) {
        Broken broken = failed.broken().orElseThrow();
        PrintWriter out = spec.commandLine().getErr();
        out.printf("%nBROKEN %s in seed %d: %s%n", broken.invariant(), plan.seed(), broken.what());
        if (broken.getCause() != null) {
            broken.getCause().printStackTrace(out);
        }
        World.Outcome again = worlds.run(plan.traced());
        if (again.broken().isEmpty()) {
            undecided(out, failed.trace(), again.trace());
            return;
        }
        out.println("looking for a smaller world that breaks it ...");
        out.flush();
        Plan small = new Shrink(worlds::run, broken.invariant()).smaller(plan);
        World.Outcome outcome = worlds.run(small.traced());
        List<String> lines = outcome.trace();
        int shown = Math.min(60, lines.size());
        out.printf("the last %d of %d events:%n", shown, lines.size());
        lines.subList(lines.size() - shown, lines.size()).forEach(out::println);
        outcome.broken().ifPresent(it -> out.printf("BROKEN %s: %s%n", it.invariant(), it.what()));
        out.printf("again: ./hasivu sim world %s --trace%n", arguments(small));
        out.flush();
    }

    /** A seed decides all that happens in its world, or the world itself is wrong. */
    private static void undecided(PrintWriter out, List<String> before, List<String> after) {
        out.println(
                "it held when it was run again: something happened that the seed does not decide");
        int same = 0;
        while (same < Math.min(before.size(), after.size())
                && before.get(same).equals(after.get(same))) {
            same++;
        }
        if (before.isEmpty()) {
            out.println("run the same seeds with --keep-traces to see where the two part");
        } else {
            out.printf("the two part after %d events; that broke:%n", same);
            before.subList(Math.max(0, same - 20), before.size()).forEach(out::println);
            out.println("and that held:");
            after.subList(same, after.size()).forEach(out::println);
        }
        out.flush();
    }

    private static String arguments(Plan plan) {
        String left = plan.without().stream().map(Fault::label).collect(Collectors.joining(","));
        return "--seed %d --days %d --schools %d --stations %d%s"
                .formatted(
                        plan.seed(),
                        plan.days(),
                        plan.schools(),
                        plan.stations(),
                        left.isEmpty() ? "" : " --without " + left);
    }

    private void print(Summary summary, @Nullable Failure failure) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("seeds", summary.seeds());
            object.put("events", summary.events());
            object.put("simulatedHours", summary.hours());
            object.put("seconds", summary.seconds());
            object.put("simulatedHoursPerSecond", summary.hoursPerSecond());
            Map<String, Long> happened = new LinkedHashMap<>();
            for (Happening what : Happening.values()) {
                happened.put(what.label(), summary.tally().of(what));
            }
            object.put("happened", happened);
            if (failure != null) {
                object.put("brokenSeed", failure.seed());
                object.put("broken", failure.broken().invariant());
                object.put("what", failure.broken().what());
            }
            out.println(new ObjectMapper().writeValueAsString(object));
        } else {
            out.printf(
                    "%,d seeds, %,d events, %,d simulated hours in %.1f s: %,d simulated hours per second%n",
                    summary.seeds(),
                    summary.events(),
                    summary.hours(),
                    summary.seconds(),
                    summary.hoursPerSecond());
            for (Happening what : Happening.values()) {
                out.printf("  %-20s %,12d%n", what.label(), summary.tally().of(what));
            }
            if (failure == null) {
                out.println("every invariant held after every event");
            }
        }
        out.flush();
    }
}
