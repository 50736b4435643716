package com.hasivu.cloud.cli;

import com.hasivu.cloud.audit.AuditCheck;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.db.DatabaseException;
import com.hasivu.cloud.settings.CloudConfig;

import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The audit log, looked at from the command line. */
@Command(
        name = "audit",
        description = "Check the audit log: docs/adr/0021.",
        synopsisSubcommandLabel = "verify",
        mixinStandardHelpOptions = true,
        subcommands = AuditCommand.Verify.class)
final class AuditCommand {
    private AuditCommand() {}

    @Command(
            name = "verify",
            description = {
                "Compute the chain of the audit log again and name the first row that does not hold.",
                "Reads the database of --config and changes nothing. Works beside a running service on PostgreSQL;",
                "an H2 file has one owner, so stop the service first."
            },
            mixinStandardHelpOptions = true)
    static final class Verify implements Callable<Integer> {
        private static final Pattern NOTED = Pattern.compile("([1-9][0-9]{0,17}):([0-9a-f]{64})");

        @Spec private @Nullable CommandSpec spec;

        @Mixin private final ConfigOption config = new ConfigOption();

        @Option(
                names = "--noted",
                paramLabel = "PLACE:HASH",
                description = "A head that was written down elsewhere: must still be in the chain.")
        private @Nullable String noted;

        @Override
        public Integer call() {
            if (spec == null) {
                throw new IllegalStateException("not made by picocli");
            }
            CommandSpec known = spec;
            Optional<AuditCheck.Noted> wanted =
                    Optional.ofNullable(noted).map(text -> noted(known, text));
            CloudConfig settings = config.read();
            AuditCheck.Result result;
            try (Database database = Database.openToRead(settings.database())) {
                result = AuditCheck.run(database, wanted);
            } catch (DataAccessException e) {
                throw new DatabaseException(
                        "cannot read %s: %s; is it of another version? `hasivu-cloud migrate` brings it up to date"
                                .formatted(settings.database().url(), e.getMessage()),
                        e);
            }
            var out = spec.commandLine().getOut();
            if (result.fault().isPresent()) {
                out.printf(
                        "BROKEN: %s; %d rows before it hold%n",
                        result.fault().get(), result.sealed());
                return CloudMain.BAD_DATA;
            }
            out.printf(
                    "holds: %d rows, %d not sealed yet; head %d:%s%n",
                    result.sealed(), result.unsealed(), result.sealed(), result.head());
            return 0;
        }

        private static AuditCheck.Noted noted(CommandSpec spec, String text) {
            Matcher parts = NOTED.matcher(text);
            if (!parts.matches()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--noted '%s' is no head; copy it from an earlier run: PLACE:HASH"
                                .formatted(text));
            }
            return new AuditCheck.Noted(Long.parseLong(parts.group(1)), parts.group(2));
        }
    }
}
