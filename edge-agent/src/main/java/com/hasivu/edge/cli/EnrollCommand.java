package com.hasivu.edge.cli;

import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.edge.station.Enrolling;
import com.hasivu.edge.station.StateDir;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.net.URI;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Turns a claim code into the station's identity. */
@Command(
        name = "enroll",
        mixinStandardHelpOptions = true,
        description = {
            "Enrols this station with the claim code the school was given.",
            "The station makes its own key; repeating the command with the same code is harmless."
        })
final class EnrollCommand implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Option(names = "--code", required = true, paramLabel = "CODE", description = "The claim code.")
    private String code = "";

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        StationSettings settings = config.settings();
        URI cloud =
                settings.cloudUrl()
                        .orElseThrow(
                                () ->
                                        new ParameterException(
                                                spec.commandLine(),
                                                "%s has no cloud.url; add 'cloud: { url: https://... }'"
                                                        .formatted(config.file())));
        StateDir state = new StateDir(settings.stateDir());
        try (StateDir.Lock _ = state.lock()) {
            Optional<Identity> saved = Enrolling.saved(state);
            Identity identity =
                    saved.isPresent() ? saved.get() : Enrolling.enrol(state, cloud, code);
            spec.commandLine()
                    .getOut()
                    .printf(
                            "%s as station %s (%s) of school %s; certificate until %s%n",
                            saved.isPresent() ? "already enrolled" : "enrolled",
                            identity.station(),
                            identity.stationName(),
                            identity.school(),
                            identity.certificate().getNotAfter().toInstant());
            return ExitCode.OK;
        }
    }
}
