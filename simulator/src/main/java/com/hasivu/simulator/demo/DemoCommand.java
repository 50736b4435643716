package com.hasivu.simulator.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.hasivu.simulator.process.Folders;
import com.hasivu.simulator.reader.EmulatedFamilies;
import com.hasivu.simulator.reader.EmulatedFamily;
import com.hasivu.simulator.school.School;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code ./hasivu demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "A school lunch on this machine, end to end: cards tapped on two serial readers, decisions by the station's own",
            "copy of the orders, a broker taken away, a station killed, and every count checked from raw records.",
            "Exit code 0 only if every count agrees; 1 if one does not; 2 for a wrong call."
        })
public final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--taps",
            defaultValue = "200",
            description = "how many children come to the counter (default: ${DEFAULT-VALUE})")
    private int taps;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description =
                    "makes the school and the queue; the same seed, the same lunch (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--json",
            description =
                    "print one JSON document with the figures; what happens is told on standard error")
    private boolean json;

    @Option(
            names = "--keep",
            description =
                    "leave programs and folder as they are, and print addresses and how to stop")
    private boolean keep;

    @Option(
            names = "--db",
            defaultValue = "h2",
            description =
                    "the cloud's database: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Database database = Database.h2;

    @Option(
            names = "--readers",
            split = ",",
            paramLabel = "KIND",
            description = {
                "the readers at the counter, each with its own children (default: rdm6300,pn532);",
                "'./hasivu sim reader list' names the kinds"
            })
    private List<String> readers = List.of();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** As written on the command line. */
    enum Database {
        h2,
        postgres
    }

    @Override
    public Integer call() throws Exception {
        if (taps < School.fewestTaps()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--taps is %d; use %d or more, so that every kind of child comes"
                            .formatted(taps, School.fewestTaps()));
        }
        List<EmulatedFamily> families = families();
        PrintStream out = json ? System.err : System.out;
        Screen screen =
                new Screen(
                        out,
                        System.console() != null
                                && System.console().isTerminal()
                                && System.getenv("NO_COLOR") == null);
        Path dir = Files.createTempDirectory("hasivu-demo-");
        Site site = null;
        Thread abort = null;
        try {
            Site made =
                    new Site(dir, database == Database.h2 ? Site.Store.H2 : Site.Store.POSTGRES);
            site = made;
            abort =
                    new Thread(
                            () -> { // Ctrl-C leaves nothing behind either
                                made.close();
                                Folders.delete(dir);
                            },
                            "abort");
            Runtime.getRuntime().addShutdownHook(abort);
            Result result = new Demo(seed, taps, families, site, screen).run();
            Summary.print(result, screen);
            if (json) {
                System.out.println(
                        new ObjectMapper()
                                .enable(SerializationFeature.INDENT_OUTPUT)
                                .writeValueAsString(result));
            }
            if (keep) {
                leave(site, out);
                System.out.flush();
                Runtime.getRuntime().halt(result.ok() ? 0 : 1); // no shutdown hook: what runs stays
            }
            return result.ok() ? 0 : 1;
        } finally {
            if (site != null) {
                site.close();
            }
            if (abort != null) {
                Runtime.getRuntime().removeShutdownHook(abort);
            }
            if (!keep) {
                Folders.delete(dir);
            }
        }
    }

    private List<EmulatedFamily> families() {
        if (readers.isEmpty()) {
            return School.usualReaders();
        }
        if (readers.stream().distinct().count() < readers.size() || readers.size() > taps / 3) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--readers %s: name each kind once, and at most one for every 3 taps"
                            .formatted(String.join(",", readers)));
        }
        return readers.stream()
                .map(
                        kind ->
                                EmulatedFamilies.byKind(kind)
                                        .orElseThrow(
                                                () ->
                                                        new ParameterException(
                                                                spec.commandLine(),
                                                                "--readers: no kind '%s'; use some of %s"
                                                                        .formatted(
                                                                                kind,
                                                                                EmulatedFamilies
                                                                                        .kinds()))))
                .toList();
    }

    /** The check has stopped the programs; starts them where they were. */
    private static void leave(Site site, PrintStream out) {
        site.startCloud();
        site.startEdge().await("ready", java.time.Duration.ofSeconds(90));
        out.println();
        List.of(
                        "Running again on the same folder, " + site.dir(),
                        "  cloud   " + site.http() + "  (MQTT over TLS: " + site.mqtt() + ")",
                        "          sign in as "
                                + Site.ADMIN
                                + " with '"
                                + Site.ADMIN_PASSWORD
                                + "'",
                        "  edge    ./hasivu edge status --config " + site.edgeConfig(),
                        "          ./hasivu edge tap --card UID --config " + site.edgeConfig(),
                        "stop:     " + site.stopCommand())
                .forEach(out::println);
        out.flush();
    }
}
