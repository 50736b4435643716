package com.hasivu.edge.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;

/** The settings file. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Reads the settings file; changes nothing.")
final class ConfigCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name one of show, validate");
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description =
                    "Prints the settings in force, secrets masked. A mark tells what is not from the file: default, or remote.")
    int show(@Mixin ConfigOption config) {
        PrintWriter out = spec.commandLine().getOut();
        config.settings().shown().forEach(out::println);
        out.flush();
        return ExitCode.OK;
    }

    @Command(
            name = "validate",
            mixinStandardHelpOptions = true,
            description =
                    "Names every problem of the settings file; exit code 78 when there is one.")
    int validate(@Mixin ConfigOption config) {
        config.fileSettings();
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%s is good%n", config.file());
        out.flush();
        return ExitCode.OK;
    }
}
