package com.hasivu.cloud.cli;

import com.hasivu.cloud.db.DatabaseException;
import com.hasivu.cloud.settings.ConfigException;

import picocli.CommandLine;

import java.io.UncheckedIOException;

/** Tells a person what is wrong, without a stack trace where the message says it all. */
final class Failures implements CommandLine.IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(
            Exception e, CommandLine command, CommandLine.ParseResult parsed) {
        var err = command.getErr();
        switch (e) {
            case ConfigException config -> {
                config.problems().forEach(err::println);
                return CloudMain.BAD_CONFIG;
            }
            case IllegalArgumentException wrong -> {
                err.println("hasivu-cloud: " + wrong.getMessage());
                return CloudMain.UNAVAILABLE;
            }
            case DatabaseException database -> {
                err.println("hasivu-cloud: " + database.getMessage());
                return CloudMain.UNAVAILABLE;
            }
            case UncheckedIOException io -> {
                err.println("hasivu-cloud: %s (%s)".formatted(io.getMessage(), io.getCause()));
                return CloudMain.UNAVAILABLE;
            }
            default -> {
                err.println("hasivu-cloud: unexpected failure, please report it:");
                e.printStackTrace(err);
                return CommandLine.ExitCode.SOFTWARE;
            }
        }
    }
}
