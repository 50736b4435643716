package com.hasivu.edge.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lamp, buzzer and relay at the counter. */
@Command(
        name = "signals",
        mixinStandardHelpOptions = true,
        description = "Tests lamp, buzzer and relay.",
        subcommands = SignalsTestCommand.class)
final class SignalsCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name one of test");
    }
}
