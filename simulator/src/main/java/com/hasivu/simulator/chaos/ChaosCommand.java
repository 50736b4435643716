package com.hasivu.simulator.chaos;

import picocli.CommandLine.Command;

/** {@code ./hasivu sim chaos}. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "WHAT",
        description = "Faults against the built programs.",
        subcommands = {EdgeCommand.class, SagaCommand.class})
public final class ChaosCommand {}
