package com.hasivu.cloud.cli;

import com.hasivu.cloud.books.Books;
import com.hasivu.cloud.books.Finding;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.db.DatabaseException;
import com.hasivu.cloud.settings.CloudConfig;

import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.util.List;
import java.util.concurrent.Callable;

/** Whether the money holds: docs/money.md. */
@Command(
        name = "ledger",
        description = "The money, read from the database.",
        synopsisSubcommandLabel = "check",
        mixinStandardHelpOptions = true,
        subcommands = LedgerCommand.Check.class)
final class LedgerCommand {
    private LedgerCommand() {}

    @Command(
            name = "check",
            description = {
                "Whether postings, wallets, payments, refunds and top-ups agree: docs/money.md.",
                "Reads the database of --config and changes nothing. Works beside a running service on PostgreSQL;",
                "an H2 file has one owner, so stop the service first. Exit code 65 when something does not hold."
            },
            mixinStandardHelpOptions = true)
    static final class Check implements Callable<Integer> {
        @Spec private @Nullable CommandSpec spec;

        @Mixin private final ConfigOption config = new ConfigOption();

        @Option(
                names = "--rows",
                defaultValue = "10",
                paramLabel = "N",
                description = "name so many rows of each kind (default: ${DEFAULT-VALUE})")
        private int rows;

        @Override
        public Integer call() {
            if (spec == null) {
                throw new IllegalStateException("not made by picocli");
            }
            CloudConfig settings = config.read();
            List<Finding> findings;
            try (Database database = Database.openToRead(settings.database())) {
                findings = database.read(tx -> Books.check(tx, Math.max(1, rows)));
            } catch (DataAccessException e) {
                throw new DatabaseException(
                        "cannot read %s: %s; is it of another version? `hasivu-cloud migrate` brings it up to date"
                                .formatted(settings.database().url(), e.getMessage()),
                        e);
            }
            var out = spec.commandLine().getOut();
            findings.forEach(out::println);
            out.println(
                    findings.isEmpty()
                            ? "the money holds: C1, C2, C3, C4, C11"
                            : findings.size() + " rows do not hold");
            return findings.isEmpty() ? 0 : CloudMain.BAD_DATA;
        }
    }
}
