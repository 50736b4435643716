package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.control.ControlException;
import com.hasivu.edge.doctor.Doctor;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.settings.InForce;
import com.hasivu.edge.settings.SettingsException;
import com.hasivu.edge.state.StateDir;
import com.hasivu.edge.station.Enrolling;
import com.hasivu.edge.station.RecordJson;
import com.hasivu.edge.support.Bundle;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** What support needs, in one file that holds nobody's data. */
@Command(
        name = "bundle",
        mixinStandardHelpOptions = true,
        description = {
            "Writes one file for support: states and numbers, no name, card number, student, key or address.",
            "Works with the station up or down, and with settings that are wrong."
        })
final class BundleCommand implements Callable<Integer> {
    private static final Duration PATIENCE = Duration.ofMillis(4_500);
    private static final int RECORDS = 500;

    @Mixin private ConfigOption config = new ConfigOption();

    @Mixin private Answers answers = new Answers();

    @Parameters(paramLabel = "FILE", description = "For example bundle.tar.gz; must not exist yet.")
    private Path file = Path.of("bundle.tar.gz");

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Bundle bundle = new Bundle();
        List<String> left = new ArrayList<>();
        bundle.machine();
        List<Doctor.Result> results = new Doctor(config.checks(), PATIENCE).examine();
        bundle.doctor(DoctorCommand.json(results, Doctor.wellEnough(results)));
        try {
            for (InForce one : config.settings().inForce()) {
                bundle.setting(one.key(), one.value(), one.mark().equals("default"));
            }
            status(bundle, left);
            journal(bundle, left);
        } catch (SettingsException e) {
            left.add("everything but doctor and machine: the settings are wrong");
        }
        List<String> files;
        try {
            files = bundle.write(file, Instant.now());
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "%s cannot be written: %s; name a new file in a folder of yours"
                            .formatted(file, e),
                    e);
        }
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("file", file.toString());
        files.forEach(body.putArray("files")::add);
        left.forEach(body.putArray("leftOut")::add);
        answers.tell(
                "bundle",
                body,
                out -> {
                    out.printf("%s: %s%n", file, String.join(", ", files));
                    left.forEach(one -> out.printf("left out: %s%n", one));
                });
        return ExitCode.OK;
    }

    private void status(Bundle bundle, List<String> left) {
        try {
            bundle.status(config.control().get("/v1/status"));
        } catch (ControlException e) {
            left.add("status: " + e.getMessage());
        }
    }

    private void journal(Bundle bundle, List<String> left) {
        StateDir state = config.stateDir();
        Optional<Identity> identity = Enrolling.saved(state);
        if (identity.isEmpty()) {
            left.add("journal: the station is not enrolled");
            return;
        }
        bundle.journal(
                JournalCommand.json(
                        Journal.verify(
                                state.journal(),
                                identity.get().school(),
                                identity.get().station())));
        Deque<JsonNode> last = new ArrayDeque<>();
        JournalCommand.read(
                config,
                record -> {
                    last.add(RecordJson.of(record));
                    if (last.size() > RECORDS) {
                        last.remove();
                    }
                });
        bundle.records(List.copyOf(last));
    }
}
