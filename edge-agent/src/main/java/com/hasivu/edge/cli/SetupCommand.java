package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.doctor.Doctor;
import com.hasivu.edge.doctor.Finding;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.edge.state.StateDir;
import com.hasivu.edge.station.Enrolling;
import com.hasivu.reader.ReaderConfig;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** From an installed package to a station that can be started. */
@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        description = {
            "Sets this station up: writes its settings, enrols it, checks it, says what is next.",
            "Asks for what is missing when there is a terminal, and only then.",
            "Never writes over a file; running it again with the same words changes nothing.",
            "Exit code 1 when a check failed that the next steps do not mend."
        })
final class SetupCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMillis(4_500);

    /** What these find is told as the next step. */
    private static final Set<String> LATER = Set.of("service", "identity", "snapshot");

    @Mixin private ConfigOption config = new ConfigOption();

    /** One of them at most. */
    static final class From {
        @Option(
                names = "--cloud",
                paramLabel = "URL",
                description = "The cloud's address, for a station enrolled by a claim code.")
        private Optional<URI> cloud = Optional.empty();

        @Option(
                names = "--key-file",
                paramLabel = "FILE",
                description = "The office's key file: it names the cloud, and enrols at once.")
        private Optional<Path> keyFile = Optional.empty();
    }

    @ArgGroup private From from = new From();

    @Option(
            names = "--reader",
            paramLabel = "KIND:DEVICE[:NAME]",
            converter = ReaderWish.Converter.class,
            description = {
                "A reader, for example rdm6300:/dev/hasivu/ftdi-A10KZ2QF:counter-1; may be repeated.",
                "Without it the one reader that 'readers scan' finds."
            })
    private List<ReaderWish> readers = new ArrayList<>();

    @Option(names = "--no-reader", description = "This station has no reader yet.")
    private boolean noReader;

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            defaultValue = "/var/lib/hasivu-edge",
            description =
                    "For its own files, when there is no settings file yet (default: ${DEFAULT-VALUE}).")
    private Path stateDir = Path.of("/var/lib/hasivu-edge");

    @Option(names = "--dry-run", description = "Print what would be written; change nothing.")
    private boolean dryRun;

    @Mixin private Answers answers = new Answers();

    @Spec private CommandSpec spec = CommandSpec.create();

    private final Questions questions;

    SetupCommand() {
        this(Questions.ofTerminal());
    }

    SetupCommand(Questions questions) {
        this.questions = questions;
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            SetupFile file = SetupFile.of(config.file());
            Optional<StationSettings> before =
                    file.whole() && file.there().isEmpty()
                            ? Optional.empty()
                            : Optional.of(config.fileSettings());
            StateDir state = new StateDir(before.map(StationSettings::stateDir).orElse(stateDir));
            List<ReaderWish> wanted = readers(before);
            where(before, state);
            boolean nothing = before.isPresent() && wanted.isEmpty() && from.cloud.isEmpty();
            String text =
                    nothing
                            ? file.there().orElse("")
                            : file.text(stateDir.toAbsolutePath(), from.cloud, wanted);
            if (!nothing) {
                config.asIf(file.path(), text); // every problem of it, before it is written
            }
            boolean write = !nothing && !file.there().equals(Optional.of(text));
            if (write && file.there().isPresent()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "%s is there and says otherwise; change it by hand, or move it away and run this again"
                                .formatted(file.path()));
            }
            return dryRun ? tellOnly(file, text, write) : setUp(file, text, write, state);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "settings cannot be read or written: %s; check owner and mode, or name another file with --config"
                            .formatted(e),
                    e);
        }
    }

    private int tellOnly(SetupFile file, String text, boolean write) {
        ObjectNode body = body(file, false).put("wouldWrite", write).put("yaml", text);
        answers.tell(
                "setup",
                body,
                out -> {
                    out.printf("# %s%s%n", file.path(), write ? "" : " stays as it is");
                    out.print(text);
                });
        return ExitCode.OK;
    }

    private int setUp(SetupFile file, String text, boolean write, StateDir state)
            throws IOException, InterruptedException {
        if (write) {
            file.write(text);
        }
        Optional<EnrollCommand.Done> enrolled = Optional.empty();
        if (from.keyFile.isPresent()) {
            enrolled = Optional.of(EnrollCommand.byKeyFile(state, from.keyFile.get()));
        }
        List<Doctor.Result> results = new Doctor(config.checks(), PATIENCE).examine();
        boolean well =
                results.stream()
                        .filter(result -> !LATER.contains(result.check()))
                        .noneMatch(result -> result.finding() instanceof Finding.Fail);
        List<String> next = next(results, write);
        ObjectNode body = body(file, write).put("well", well);
        if (enrolled.isPresent()) {
            Identity identity = enrolled.get().identity();
            body.putObject("enrolled")
                    .put("outcome", enrolled.get().what())
                    .put("station", identity.station().value())
                    .put("school", identity.school().value());
        }
        body.set("checks", DoctorCommand.json(results, well).path("checks"));
        next.forEach(body.putArray("next")::add);
        String who =
                enrolled.map(
                                done ->
                                        "%s as station %s of school %s; delete the key file%n"
                                                .formatted(
                                                        done.what(),
                                                        done.identity().station(),
                                                        done.identity().school()))
                        .orElse("");
        answers.tell(
                "setup",
                body,
                out -> {
                    out.printf("%s %s%n", file.path(), write ? "is written" : "stays as it is");
                    out.print(who);
                    DoctorCommand.print(results, out);
                    next.forEach(step -> out.printf("next: %s%n", step));
                });
        return well ? ExitCode.OK : ExitCode.FAILED;
    }

    private static ObjectNode body(SetupFile file, boolean written) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("file", file.path().toString())
                .put("written", written);
    }

    private List<String> next(List<Doctor.Result> results, boolean written) {
        List<String> next = new ArrayList<>();
        if (failed(results, "identity")) {
            next.add("hasivu-edge enroll --claim -   (the office's code), or --key-file FILE");
        }
        if (failed(results, "service")) {
            next.add("sudo systemctl enable --now hasivu-edge");
        } else if (written) {
            next.add("sudo systemctl restart hasivu-edge");
        }
        next.add("hold a card to the reader, and see 'hasivu-edge status'");
        return next;
    }

    private static boolean failed(List<Doctor.Result> results, String check) {
        return results.stream()
                .anyMatch(r -> r.check().equals(check) && r.finding() instanceof Finding.Fail);
    }

    /** Those given; else none if some are configured; else what is found or answered. */
    private List<ReaderWish> readers(Optional<StationSettings> before) throws InterruptedException {
        List<ReaderWish> wanted = readers;
        boolean configured = before.filter(s -> !s.readers().isEmpty()).isPresent();
        if (wanted.isEmpty() && !noReader && !configured) {
            wanted = ReaderHunt.found(spec.commandLine().getErr());
            String usual = wanted.size() == 1 ? wanted.getFirst().spelled() : "none";
            Optional<String> answer =
                    questions.ask("Reader, as KIND:DEVICE[:NAME], or none", usual);
            if (answer.isPresent() && !answer.get().equals(usual)) {
                wanted = List.of(new ReaderWish.Converter().convert(answer.get()));
            } else if (answer.isPresent() && usual.equals("none")) {
                wanted = List.of();
            } else if (wanted.size() != 1) {
                throw new ParameterException(
                        spec.commandLine(),
                        "%d readers were found on serial ports; name it with --reader KIND:DEVICE[:NAME], or say --no-reader"
                                .formatted(wanted.size()));
            }
        }
        return named(wanted, before);
    }

    /** One without a name keeps that of its device, else gets counter-1, counter-2, ... */
    private static List<ReaderWish> named(
            List<ReaderWish> wanted, Optional<StationSettings> before) {
        Map<String, String> byDevice = new HashMap<>();
        Set<String> taken = new HashSet<>();
        for (ReaderConfig reader : before.map(StationSettings::readers).orElse(List.of())) {
            byDevice.put(reader.device(), reader.name());
            taken.add(reader.name());
        }
        wanted.forEach(one -> taken.add(one.name()));
        List<ReaderWish> named = new ArrayList<>();
        int next = 1;
        for (ReaderWish one : wanted) {
            while (taken.contains("counter-" + next)) {
                next++;
            }
            String usual = byDevice.getOrDefault(one.device(), "counter-" + next);
            named.add(one.name().isEmpty() ? one.named(usual) : one);
            taken.add(named.getLast().name());
        }
        return named;
    }

    /** Sees to it that there is a way to the cloud. */
    private void where(Optional<StationSettings> before, StateDir state) {
        boolean known =
                from.cloud.isPresent()
                        || from.keyFile.isPresent()
                        || before.flatMap(StationSettings::cloudUrl).isPresent()
                        || Enrolling.saved(state).isPresent();
        if (known) {
            return;
        }
        String answer =
                questions
                        .ask("The office's key file, or the cloud's address", "")
                        .filter(given -> !given.isEmpty())
                        .orElseThrow(
                                () ->
                                        new ParameterException(
                                                spec.commandLine(),
                                                "name the office's key file with --key-file FILE, or the cloud with --cloud URL"));
        if (answer.startsWith("http://") || answer.startsWith("https://")) {
            from.cloud = Optional.of(URI.create(answer));
        } else {
            from.keyFile = Optional.of(Path.of(answer));
        }
    }
}
