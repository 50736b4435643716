package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.edge.state.StateDir;
import com.hasivu.edge.station.Enrolling;
import com.hasivu.protocol.StationKeyFile;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;

/** Turns a claim code or a key file into the station's identity. */
@Command(
        name = "enroll",
        mixinStandardHelpOptions = true,
        description = {
            "Enrols this station with the claim code or the key file the office made for it.",
            "The station makes its own key; repeating the command with the same code is harmless.",
            "A station that was enrolled before keeps its journal: stop it, and give the code it was re-opened with."
        })
final class EnrollCommand implements Callable<Integer> {
    private static final int MAX_LINE = 200;

    @Mixin private ConfigOption config = new ConfigOption();

    /** Exactly one of them. */
    static final class How {
        @Option(
                names = {"--claim", "--code"},
                paramLabel = "CODE",
                description =
                        "The claim code; '-' reads it from standard input, so that no other user of this computer sees it.")
        private String code = "";

        @Option(
                names = "--key-file",
                paramLabel = "FILE",
                description =
                        "The key file; it names the cloud, so cloud.url is not needed. Delete it afterwards.")
        private Path keyFile = Path.of("");
    }

    @Mixin private Answers answers = new Answers();

    @ArgGroup(multiplicity = "1")
    private How how = new How();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        StationSettings settings = config.settings();
        StateDir state = new StateDir(settings.stateDir());
        return how.code.isEmpty() ? byKeyFile(state) : byCode(state, settings);
    }

    private int byCode(StateDir state, StationSettings settings) throws InterruptedException {
        URI cloud =
                settings.cloudUrl()
                        .orElseThrow(
                                () ->
                                        new ParameterException(
                                                spec.commandLine(),
                                                "%s has no cloud.url; add 'cloud: { url: https://... }', or use a key file"
                                                        .formatted(config.file())));
        String code = how.code.equals("-") ? fromStandardInput() : how.code;
        try (StateDir.Lock _ = state.lock()) {
            if (Enrolling.enrolledBy(state, code)) {
                tell("already enrolled", Enrolling.saved(state).orElseThrow());
            } else {
                tell("enrolled", Enrolling.enrol(state, cloud, code));
            }
            return ExitCode.OK;
        }
    }

    private int byKeyFile(StateDir state) throws InterruptedException {
        Done done = byKeyFile(state, how.keyFile);
        tell(done.what(), done.identity());
        spec.commandLine()
                .getErr()
                .printf("hasivu-edge: the key file %s was used up; delete it%n", how.keyFile);
        return ExitCode.OK;
    }

    /** What became of it, {@code enrolled} or {@code already enrolled}, and who the station is. */
    record Done(String what, Identity identity) {}

    static Done byKeyFile(StateDir state, Path keyFile) throws InterruptedException {
        StationKeyFile file = Enrolling.keyFile(keyFile);
        try (StateDir.Lock _ = state.lock()) {
            return Enrolling.enrolledBy(state, file.claimCode())
                    ? new Done("already enrolled", Enrolling.saved(state).orElseThrow())
                    : new Done("enrolled", Enrolling.enrol(state, file));
        }
    }

    private void tell(String what, Identity identity) {
        Instant until = identity.certificate().getNotAfter().toInstant();
        answers.tell(
                "enroll",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("outcome", what)
                        .put("station", identity.station().value())
                        .put("school", identity.school().value())
                        .put("certificateUntil", until.toString()),
                out ->
                        out.printf(
                                "%s as station %s (%s) of school %s; certificate until %s%n",
                                what,
                                identity.station(),
                                identity.stationName(),
                                identity.school(),
                                until));
    }

    private String fromStandardInput() {
        try {
            var in =
                    new BufferedReader(
                            new InputStreamReader(System.in, StandardCharsets.US_ASCII), MAX_LINE);
            String line = in.readLine();
            if (line != null && !line.isBlank() && line.length() <= MAX_LINE) {
                return line.strip();
            }
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "standard input cannot be read: " + e, e);
        }
        throw new ParameterException(
                spec.commandLine(),
                "standard input holds no claim code; give it as its first line");
    }
}
