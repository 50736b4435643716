package com.hasivu.simulator.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.hasivu.simulator.demo.Site;
import com.hasivu.simulator.process.Folders;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code ./hasivu sim load}. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = {
            "Parents who use the cloud's API at once, every answer checked; then the books, by SQL.",
            "Starts a cloud of its own with the shipped Java options and a made-up school, or loads one that runs (--url).",
            "Profiles: light 10 users 60 s, moderate 25 users 120 s, heavy 50 users 180 s, hundred 100 users 180 s.",
            "Writes load.json and load.html. Exit code 0 when every gate that was measured is passed, 1 when one is missed",
            "or the run was stopped, 2 for a wrong call. What the figures mean: docs/load.md."
        })
public final class LoadCommand implements Callable<Integer> {
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(30);
    private static final String PASSWORD_VARIABLE = "HASIVU_ADMIN_PASSWORD";
    private static final int MOST_USERS = 2_000;

    @Option(
            names = "--profile",
            defaultValue = "light",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Profile profile = Profile.LIGHT;

    @Option(names = "--seconds", description = "that count, instead of the profile's")
    private int seconds;

    @Option(names = "--users", description = "at once, instead of the profile's")
    private int users;

    @Option(
            names = "--warm-up",
            defaultValue = "10",
            paramLabel = "SECONDS",
            description = "before (default: ${DEFAULT-VALUE})")
    private int warmUp;

    @Option(
            names = "--think",
            defaultValue = "400",
            paramLabel = "MILLIS",
            description = "a user's mean pause before the next request (default: ${DEFAULT-VALUE})")
    private int think;

    @Option(
            names = "--rate",
            defaultValue = "0",
            paramLabel = "R",
            description =
                    "open loop: so many requests a second of all users together, timed from when each was due")
    private double rate;

    @Option(
            names = "--seed",
            defaultValue = "1",
            description = "of every choice and pause (default: ${DEFAULT-VALUE})")
    private long seed;

    @Option(
            names = "--children",
            defaultValue = "300",
            description = "of the school, beside the users' own (default: ${DEFAULT-VALUE})")
    private int children;

    @Option(
            names = "--db",
            defaultValue = "h2",
            description =
                    "the own cloud's database: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Database database = Database.h2;

    @Option(names = "--url", description = "a cloud that runs, for example http://127.0.0.1:8080")
    private Optional<URI> url = Optional.empty();

    @Option(
            names = "--admin",
            paramLabel = "EMAIL",
            description =
                    "with --url: a platform administrator, whose password is in "
                            + PASSWORD_VARIABLE)
    private Optional<String> admin = Optional.empty();

    @Option(names = "--pid", description = "with --url: its process on this machine")
    private Optional<Long> pid = Optional.empty();

    @Option(
            names = "--metrics",
            paramLabel = "URL",
            description =
                    "where the cloud tells its metrics, for example http://127.0.0.1:9464/metrics")
    private Optional<URI> metrics = Optional.empty();

    @Option(
            names = "--database",
            paramLabel = "JDBC-URL",
            description = "with --url: its PostgreSQL, to read the books afterwards")
    private Optional<String> jdbc = Optional.empty();

    @Option(
            names = "--out",
            defaultValue = "load-report",
            description = "folder of the report (default: ${DEFAULT-VALUE})")
    private Path out = Path.of("load-report");

    @Option(
            names = "--json",
            description = "print the report as JSON; what happens is told on standard error")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** As written on the command line. */
    enum Database {
        h2,
        postgres
    }

    /** Ctrl-C: the users stop, the report says that it is partial, nothing is left running. */
    @Override
    public Integer call() throws Exception {
        Plan plan = plan();
        Thread working = Thread.currentThread();
        CountDownLatch closed = new CountDownLatch(1);
        Thread abort =
                new Thread(
                        () -> {
                            working.interrupt();
                            try {
                                closed.await(CLOSE_PATIENCE.toSeconds(), TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "abort");
        Runtime.getRuntime().addShutdownHook(abort);
        Path dir = Files.createTempDirectory("hasivu-load-");
        try {
            int code = load(plan, dir);
            if (!working.isInterrupted()) {
                Runtime.getRuntime().removeShutdownHook(abort);
            }
            return code;
        } catch (IllegalStateException e) {
            return 1; // the machine is going down: the report is written
        } finally {
            Folders.delete(dir);
            closed.countDown();
        }
    }

    private Plan plan() {
        var plan =
                new Plan(
                        profile,
                        users > 0 ? users : profile.users(),
                        seconds > 0 ? Duration.ofSeconds(seconds) : profile.length(),
                        Duration.ofSeconds(warmUp),
                        seed,
                        Duration.ofMillis(think),
                        rate);
        if (users < 0 || plan.users() > MOST_USERS || seconds < 0 || warmUp < 0 || children < 0) {
            throw wrong(
                    "--users, --seconds, --warm-up and --children are 0 or more, at most 2000 users");
        }
        if (think < 1 || rate < 0) {
            throw wrong("--think is 1 ms or more, --rate 0 or more");
        }
        if (url.isPresent() != admin.isPresent()) {
            throw wrong("--url and --admin belong together");
        }
        if (url.isEmpty() && (pid.isPresent() || jdbc.isPresent())) {
            throw wrong("--pid and --database are for a cloud that runs: give --url too");
        }
        if (url.isPresent()
                && (!"http".equals(url.get().getScheme()) || url.get().getHost() == null)) {
            throw wrong("--url %s: give http://HOST:PORT".formatted(url.get()));
        }
        return plan;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private int load(Plan plan, Path dir) throws Exception {
        PrintStream screen = json ? System.err : System.out;
        screen.println(
                url.isPresent() ? "loading " + url.get() : "starting a cloud on " + database);
        LoadReport report;
        try (Target target = target(dir)) {
            report = new LoadRun(plan, target, children, screen::println).run();
        }
        Files.createDirectories(out);
        String document =
                new ObjectMapper()
                        .registerModule(new JavaTimeModule())
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(report);
        Files.writeString(out.resolve("load.json"), document);
        Files.writeString(out.resolve("load.html"), HtmlReport.of(report));
        if (json) {
            System.out.println(document);
            System.out.flush();
        } else {
            TextReport.print(report, screen);
        }
        screen.println("report: " + out.resolve("load.html") + ", " + out.resolve("load.json"));
        return report.passed() ? 0 : 1;
    }

    private Target target(Path dir) {
        if (url.isEmpty()) {
            return OwnCloud.start(
                    dir, database == Database.h2 ? Site.Store.H2 : Site.Store.POSTGRES);
        }
        String password = System.getenv(PASSWORD_VARIABLE);
        if (password == null) {
            throw wrong(
                    "%s is not set; put the password of %s there"
                            .formatted(PASSWORD_VARIABLE, admin.orElseThrow()));
        }
        return new OtherCloud(
                url.get(),
                new Account(admin.orElseThrow(), password, List.of()),
                pid.map(OptionalLong::of).orElseGet(OptionalLong::empty),
                metrics,
                jdbc);
    }
}
