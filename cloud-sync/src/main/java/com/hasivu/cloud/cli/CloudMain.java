package com.hasivu.cloud.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code hasivu-cloud serve|migrate|config|review|ledger|audit}: the way in from the command line.
 */
@Command(
        name = "hasivu-cloud",
        description = "School meals: orders in, taps in, one truth.",
        mixinStandardHelpOptions = true,
        version = "hasivu-cloud 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "2:the command line is wrong",
            "65:what is kept does not hold: ledger check, audit verify",
            "69:something needed cannot be had: database, port, file",
            "78:the configuration is wrong",
            "143:stopped by SIGTERM, cleanly"
        },
        subcommands = {
            ServeCommand.class,
            MigrateCommand.class,
            ConfigCommand.class,
            ReviewCommand.class,
            LedgerCommand.class,
            AuditCommand.class
        })
public final class CloudMain {
    static final int BAD_DATA = 65;
    static final int UNAVAILABLE = 69;
    static final int BAD_CONFIG = 78;

    private CloudMain() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs a command and gives its exit code. */
    static int run(String... args) {
        return commandLine().execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new CloudMain()).setExecutionExceptionHandler(new Failures());
    }
}
