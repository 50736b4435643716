package com.hasivu.cloud.cli;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.db.DatabaseException;
import com.hasivu.cloud.rfid.ChainReview;
import com.hasivu.cloud.rfid.ConflictReview;
import com.hasivu.cloud.rfid.PayloadReview;
import com.hasivu.cloud.rfid.ReviewScope;
import com.hasivu.cloud.rfid.SetAsideReview;
import com.hasivu.cloud.rfid.StationChain;
import com.hasivu.cloud.settings.CloudConfig;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** What is in doubt about the stations' records, read from the database; changes nothing. */
@Command(
        name = "review",
        description = {
            "Show what is in doubt about the stations' records: docs/review.md.",
            "Reads the database of --config and changes nothing. Works beside a running service on PostgreSQL;",
            "an H2 file has one owner, so ask the running service over HTTP or stop it first."
        },
        synopsisSubcommandLabel = "chains|set-aside|conflicts|quarantine",
        mixinStandardHelpOptions = true,
        subcommands = {
            ReviewCommand.Chains.class,
            ReviewCommand.SetAside.class,
            ReviewCommand.Conflicts.class,
            ReviewCommand.Quarantine.class
        })
final class ReviewCommand {
    private static final int PAGE = 200;

    private ReviewCommand() {}

    /** A part of a list: rows with ids above {@code after}. */
    private interface Rows<T> {
        List<T> page(DSLContext tx, ReviewScope scope, long after, int limit);
    }

    /** What every list needs. */
    abstract static class Looking implements Callable<Integer> {
        @Spec private @Nullable CommandSpec spec;

        @Mixin private final ConfigOption config = new ConfigOption();

        @Option(names = "--school", paramLabel = "ID", description = "Only this school.")
        private @Nullable String school;

        @Option(names = "--station", paramLabel = "ID", description = "Only this station.")
        private @Nullable String station;

        @Option(names = "--json", description = "One JSON object a line.")
        private boolean json;

        abstract void look(Database database, ReviewScope scope, ReviewPrinter out);

        @Override
        public Integer call() {
            CloudConfig settings = config.read();
            var scope =
                    new ReviewScope(
                            Optional.ofNullable(school).map(SchoolId::new),
                            Optional.ofNullable(station).map(StationId::new));
            try (Database database = open(settings)) {
                look(database, scope, new ReviewPrinter(out(), json));
            } catch (DataAccessException e) {
                throw new DatabaseException(
                        "cannot read %s: %s; is it of another version? `hasivu-cloud migrate` brings it up to date"
                                .formatted(settings.database().url(), e.getMessage()),
                        e);
            }
            return 0;
        }

        private PrintWriter out() {
            if (spec == null) {
                throw new IllegalStateException("not made by picocli");
            }
            return spec.commandLine().getOut();
        }

        private static Database open(CloudConfig settings) {
            try {
                return Database.openToRead(settings.database());
            } catch (DatabaseException e) {
                if (!settings.database().onDisk()) {
                    throw e;
                }
                throw new DatabaseException(
                        "%s; if the service runs, ask it: GET /v1/schools/{school}/review/..."
                                .formatted(e.getMessage()),
                        e);
            }
        }

        static <T> void each(
                Database database,
                ReviewScope scope,
                Rows<T> rows,
                ToLongFunction<T> id,
                Consumer<T> out) {
            long after = 0;
            List<T> page;
            do {
                long from = after;
                page = database.read(tx -> rows.page(tx, scope, from, PAGE));
                page.forEach(out);
                after = page.isEmpty() ? after : id.applyAsLong(page.getLast());
            } while (page.size() == PAGE);
        }
    }

    @Command(
            name = "chains",
            description = "Every journal of the stations: gaps, forks, restored copies, losses.",
            mixinStandardHelpOptions = true)
    static final class Chains extends Looking {
        @Option(names = "--open", description = "Only those a person must look at.")
        private boolean open;

        @Override
        void look(Database database, ReviewScope scope, ReviewPrinter out) {
            var chains = new ChainReview(Clock.systemUTC());
            var which = open ? ChainReview.Which.OPEN : ChainReview.Which.ALL;
            each(
                    database,
                    scope,
                    (tx, in, after, limit) -> chains.page(tx, in, which, after, limit),
                    StationChain::id,
                    out::chain);
        }
    }

    @Command(
            name = "set-aside",
            description = "Records that could have no effect, with the reason and the bytes.",
            mixinStandardHelpOptions = true)
    static final class SetAside extends Looking {
        @Override
        void look(Database database, ReviewScope scope, ReviewPrinter out) {
            each(
                    database,
                    scope,
                    new SetAsideReview()::page,
                    SetAsideReview.Entry::id,
                    out::setAside);
        }
    }

    @Command(
            name = "conflicts",
            description = "Serves that did not fit an order, and what became of it.",
            mixinStandardHelpOptions = true)
    static final class Conflicts extends Looking {
        @Option(names = "--open", description = "Only those nobody has closed.")
        private boolean open;

        @Override
        void look(Database database, ReviewScope scope, ReviewPrinter out) {
            var conflicts = new ConflictReview(Clock.systemUTC());
            Optional<String> state = open ? Optional.of("open") : Optional.empty();
            each(
                    database,
                    scope,
                    (tx, in, after, limit) -> conflicts.page(tx, in, state, after, limit),
                    ConflictReview.Entry::id,
                    out::conflict);
        }
    }

    @Command(
            name = "quarantine",
            description = "Payloads that were not merged, record by record, and why.",
            mixinStandardHelpOptions = true)
    static final class Quarantine extends Looking {
        @Override
        void look(Database database, ReviewScope scope, ReviewPrinter out) {
            var chains = new ChainReview(Clock.systemUTC());
            var payloads = new PayloadReview();
            each(
                    database,
                    scope,
                    (tx, in, after, limit) ->
                            chains.page(tx, in, ChainReview.Which.QUARANTINED, after, limit),
                    StationChain::id,
                    out::chain);
            each(
                    database,
                    scope,
                    payloads::page,
                    PayloadReview.Entry::id,
                    entry ->
                            database.read(
                                            tx ->
                                                    payloads.open(
                                                            tx,
                                                            new SchoolId(entry.school()),
                                                            entry.id()))
                                    .ifPresent(out::payload));
            each(database, scope, payloads::dropped, PayloadReview.Dropped::id, out::dropped);
        }
    }
}
