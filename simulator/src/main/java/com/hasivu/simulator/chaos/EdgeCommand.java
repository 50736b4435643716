package com.hasivu.simulator.chaos;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.hasivu.simulator.demo.Site;

import org.slf4j.LoggerFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** {@code ./hasivu sim chaos edge}. */
@Command(
        name = "edge",
        mixinStandardHelpOptions = true,
        description = {
            "Rounds of faults against a station, a cloud and a broker as processes, while children tap at its readers.",
            "Each round: one fault by seed, the proof that it bit, recovery, then every invariant from raw records.",
            "Exit code 0 only if every fault bit and nothing broke."
        })
final class EdgeCommand implements Callable<Integer> {
    @Option(
            names = "--rounds",
            defaultValue = "20",
            description = "how many (default: ${DEFAULT-VALUE})")
    private int rounds;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "draws faults and moments (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--from",
            defaultValue = "1",
            paramLabel = "ROUND",
            description = "number of the first round; to repeat one (default: ${DEFAULT-VALUE})")
    private int from;

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "FAULT",
            description = "kinds or groups of faults; 'list' names them")
    private List<String> only = List.of();

    @Option(
            names = "--broker",
            defaultValue = "embedded",
            description = {
                "${COMPLETION-CANDIDATES}: with mosquitto every round has a Mosquitto as its broker",
                "(default: ${DEFAULT-VALUE}, which still uses it for the faults of group mosquitto)"
            })
    private BrokerKind broker = BrokerKind.embedded;

    @Option(
            names = "--nodes",
            defaultValue = "1",
            description = {
                "2: every round has two cloud nodes on one PostgreSQL and a Mosquitto between them and the station",
                "(default: ${DEFAULT-VALUE}, which still has two for the faults of groups node and nodes)"
            })
    private int nodes = 1;

    @Option(
            names = "--db",
            defaultValue = "postgres",
            description = {
                "the cloud's database: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).",
                "On h2 the cloud's tables are checked when a bench of rounds ends, not after each"
            })
    private Database database = Database.postgres;

    @Option(
            names = "--quick",
            description = "one short round of each kind, for CI; --rounds does not count")
    private boolean quick;

    @Option(names = "--json", description = "print the figures as JSON on standard output")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** As written on the command line. */
    enum Database {
        h2,
        postgres
    }

    /** As written on the command line. */
    enum BrokerKind {
        embedded,
        mosquitto
    }

    @Override
    public Integer call() throws Exception {
        PrintStream out = json ? System.err : System.out;
        if (nodes < 1 || nodes > 2) {
            throw new ParameterException(
                    spec.commandLine(), "--nodes: %d nodes; use 1 or 2".formatted(nodes));
        }
        if (only.equals(List.of("list"))) {
            Faults.all().forEach(f -> out.println(f.name()));
            return 0;
        }
        Map<String, String> skipped = new LinkedHashMap<>();
        List<Fault> faults = possible(skipped);
        skipped.forEach((fault, why) -> out.println("SKIPPED " + fault + ": " + why));
        if (faults.isEmpty()) {
            out.println("nothing is left to run: nothing is shown");
            return 1;
        }
        ((Logger) LoggerFactory.getLogger("io.zonky")).setLevel(Level.WARN);
        Path dir = Files.createTempDirectory("hc"); // short: a Unix socket's path has 100 bytes
        var plan =
                new Chaos.Plan(
                        seed,
                        from,
                        quick ? faults.size() : rounds,
                        faults,
                        database == Database.h2 ? Site.Store.H2 : Site.Store.POSTGRES,
                        quick);
        long begun = System.nanoTime();
        try (Chaos chaos = new Chaos(plan, dir, round -> tell(round, begun, out))) {
            Thread abort = new Thread(chaos::close, "abort"); // Ctrl-C leaves nothing running
            Runtime.getRuntime().addShutdownHook(abort);
            List<Round> done = chaos.run();
            Runtime.getRuntime().removeShutdownHook(abort);
            Report report = Report.of(done, skipped);
            out.println();
            out.print(report.table());
            long bad = done.stream().filter(r -> !r.good()).count();
            out.printf(
                    Locale.ROOT,
                    "%d rounds, seed %d, %.0f s: %s%n",
                    plan.rounds(),
                    seed,
                    (System.nanoTime() - begun) / 1e9,
                    bad == 0 ? "nothing broke" : bad + " FAILED");
            if (json) {
                System.out.println(
                        new ObjectMapper()
                                .enable(SerializationFeature.INDENT_OUTPUT)
                                .writeValueAsString(report));
            }
            chaos.kept().forEach(folder -> out.println("kept for a look: " + folder));
            if (chaos.kept().isEmpty()) {
                Files.delete(dir);
            }
            return bad == 0 ? 0 : 1;
        }
    }

    private void tell(Round round, long begun, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%7.1f s  round %-4d %-18s %s%n",
                (System.nanoTime() - begun) / 1e9,
                round.number(),
                round.fault(),
                round.good()
                        ? "bit (%s); at rest after %.1f s"
                                .formatted(round.proof(), round.recovered().toMillis() / 1e3)
                        : "FAILED (" + (round.bit() ? round.proof() : "no bite") + ")");
        if (!round.good()) {
            round.problems().forEach(problem -> out.println("           " + problem));
            out.printf(
                    "           once more: ./hasivu sim chaos edge --seed %d --from %d --rounds 1%s%s%s%s%s%n",
                    seed,
                    round.number(),
                    only.isEmpty() ? "" : " --only " + String.join(",", only),
                    database == Database.h2 ? " --db h2" : "",
                    broker == BrokerKind.mosquitto ? " --broker mosquitto" : "",
                    nodes == 2 ? " --nodes 2" : "",
                    quick ? " --quick" : "");
        }
        out.flush();
    }

    /** What can run here; the others go to {@code skipped} with the reason. */
    private List<Fault> possible(Map<String, String> skipped) {
        List<Fault> wanted = new ArrayList<>();
        List<Fault> all = Faults.all();
        for (String name : only) {
            if (all.stream().noneMatch(f -> f.name().equals(name) || f.group().equals(name))) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--only: no fault '%s'; use some of %s"
                                .formatted(name, all.stream().map(Fault::name).toList()));
            }
        }
        for (Fault fault : all) {
            if (only.isEmpty() || only.contains(fault.name()) || only.contains(fault.group())) {
                Fault here = placed(fault);
                missing(here)
                        .ifPresentOrElse(
                                why -> skipped.put(here.name(), why), () -> wanted.add(here));
            }
        }
        return wanted;
    }

    /** Where the command line wants it. */
    private Fault placed(Fault fault) {
        if (fault.place() == Fault.Place.FOLDER && nodes == 2) {
            return fault.at(Fault.Place.NODES);
        }
        if (fault.place() == Fault.Place.FOLDER && broker == BrokerKind.mosquitto) {
            return fault.at(Fault.Place.MOSQUITTO);
        }
        return fault.place() == Fault.Place.MOSQUITTO && nodes == 2
                ? fault.at(Fault.Place.NODES)
                : fault;
    }

    private Optional<String> missing(Fault fault) {
        if (fault.place() == Fault.Place.NODES && database == Database.h2) {
            return Optional.of("two nodes share one PostgreSQL; use --db postgres");
        }
        if (fault.group().equals("broker") && fault.place() != Fault.Place.FOLDER) {
            return Optional.of("kills the broker in the cloud's process; use --broker embedded");
        }
        return fault.place().missing();
    }
}
