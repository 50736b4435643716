package com.hasivu.edge.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The readers: what is configured, what is plugged in, and whether it reads. */
@Command(
        name = "readers",
        mixinStandardHelpOptions = true,
        description = "Lists, finds and tests readers, and decodes captured lines.",
        subcommands = {
            ReadersListCommand.class,
            ReadersScanCommand.class,
            ReadersTestCommand.class,
            ReadersBlinkCommand.class,
            ReadersDecodeCommand.class
        })
final class ReadersCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "name one of list, scan, test, blink, decode");
    }
}
