package com.hasivu.cloud.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

import org.jooq.Configuration;
import org.jooq.DSLContext;
import org.jooq.ExecuteListenerProvider;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultConfiguration;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * The one way to the database. A transaction is one call: commit when the work returns, rollback
 * when it throws. Threading: any thread; a call blocks, so use virtual threads. A transaction must
 * not be opened inside another: pass its context along.
 *
 * <p>On H2 a commit is answered only after a forced checkpoint, shared among those who wait
 * (DESIGN.md, "Cloud": H2 loses acknowledged commits at a power cut otherwise).
 */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final String AFTER_COMMIT = "hasivu.after-commit";
    private static final int ATTEMPTS = 8;
    private static final long WAIT_FOR_CONNECTION_MILLIS = 10_000;

    /**
     * So long PostgreSQL waits for the next statement of a transaction, then it undoes it: a node
     * that stands still, or whose machine is gone, must not hold its locks against the others.
     */
    private static final int STUCK_SECONDS = 15;

    private static final ScopedValue<Boolean> INSIDE = ScopedValue.newInstance();
    private static final Settings SETTINGS =
            new Settings().withRenderSchema(false).withExecuteLogging(false);

    static {
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
    }

    private final DatabaseConfig config;
    private final String url; // with the options it was opened with
    private final HikariDataSource pool;
    private final SQLDialect dialect;
    private final CheckpointGroup checkpoints;
    private final ExecuteListenerProvider[] watching;
    private final ExecuteListenerProvider[] watchingReads;
    private volatile Witness witness = (tx, result) -> {};

    private Database(DatabaseConfig config, String url, HikariDataSource pool, Watch watch) {
        this.config = config;
        this.url = url;
        this.pool = pool;
        this.dialect = config.isH2() ? SQLDialect.H2 : SQLDialect.POSTGRES;
        this.checkpoints = new CheckpointGroup(config.onDisk() ? this::checkpoint : () -> {});
        var statements = new DefaultExecuteListenerProvider(new StatementWatch(watch));
        this.watching = new ExecuteListenerProvider[] {statements};
        this.watchingReads =
                new ExecuteListenerProvider[] {
                    new DefaultExecuteListenerProvider(ReadsOnly.LISTENER), statements
                };
    }

    /**
     * Connects, and creates an H2 file that is not there. Runs no migration.
     *
     * @throws DatabaseException if the database cannot be reached, or is in use by another process
     */
    public static Database open(DatabaseConfig config) {
        return open(config, Watch.unseen());
    }

    /** The same, and measured. */
    public static Database open(DatabaseConfig config, Watch watch) {
        return open(config, config.jdbcUrl(), watch);
    }

    /**
     * Connects to look only: beside a running service on PostgreSQL; on H2 while no other process
     * has the file. Nothing can be written.
     *
     * @throws DatabaseException if the database is not there, cannot be reached, or is in use
     */
    public static Database openToRead(DatabaseConfig config) {
        return open(config, config.readingUrl(), Watch.unseen());
    }

    private static Database open(DatabaseConfig config, String url, Watch watch) {
        var settings = new HikariConfig();
        settings.setPoolName("hasivu");
        settings.setJdbcUrl(url);
        settings.setUsername(config.user());
        settings.setPassword(config.password());
        settings.setMaximumPoolSize(config.connections());
        settings.setConnectionTimeout(WAIT_FOR_CONNECTION_MILLIS);
        settings.setAutoCommit(false);
        settings.setMetricsTrackerFactory((name, stats) -> watch.pool(stats));
        if (!config.isH2()) {
            settings.addDataSourceProperty(
                    "options",
                    "-c idle_in_transaction_session_timeout=%ds".formatted(STUCK_SECONDS));
        }
        try {
            return new Database(config, url, new HikariDataSource(settings), watch);
        } catch (RuntimeException e) {
            throw new DatabaseException(
                    "cannot open %s: %s; check database.url, user and password, and that no other process holds the file"
                            .formatted(config.url(), rootMessage(e)),
                    e);
        }
    }

    /**
     * Brings the schema up to date; creates it in a new database.
     *
     * @throws DatabaseException if the database existed before and is now empty: see {@link
     *     BirthMark}; or if a newer release used it
     */
    public void migrate() {
        new Migrations(this, config).migrate();
    }

    /**
     * Runs the work in one transaction (READ COMMITTED) and returns once its commit is durable. The
     * work runs again when the database names it the loser of a race (deadlock, serialization, a
     * unique key taken meanwhile), so it must touch nothing but the database.
     */
    public <T> T transaction(Function<DSLContext, T> work) {
        refuseNesting();
        for (int attempt = 1; ; attempt++) {
            var afterCommit = new ArrayList<Runnable>();
            T result;
            try (Connection connection = connection()) {
                result = inOne(connection, afterCommit, work);
            } catch (RuntimeException e) {
                if (attempt < ATTEMPTS && Races.lost(e)) {
                    LockSupport.parkNanos(
                            ThreadLocalRandom.current().nextLong(attempt * 5_000_000L));
                    continue;
                }
                throw e;
            } catch (SQLException e) {
                throw new DatabaseException("database failed at commit: " + e.getMessage(), e);
            }
            try {
                checkpoints.awaitDurable();
            } finally {
                tell(afterCommit); // committed: who acts on it waits for a checkpoint of its own
            }
            return result;
        }
    }

    /** Sees every transaction that is about to be committed, inside it. */
    @FunctionalInterface
    public interface Witness {
        /**
         * What it throws undoes the transaction.
         *
         * @param result of the transaction's work
         */
        void committing(DSLContext tx, @Nullable Object result);
    }

    /** Lets one witness see the transactions from now on. */
    public void witness(Witness sees) {
        witness = sees;
    }

    /** Reads one consistent state (REPEATABLE READ); what the work writes is refused. */
    public <T> T read(Function<DSLContext, T> work) {
        refuseNesting();
        try (Connection connection = connection()) {
            seeOneState(connection);
            return reading(connection, work);
        } catch (SQLException e) {
            throw new DatabaseException("database failed while reading: " + e.getMessage(), e);
        }
    }

    /**
     * Of the transaction alone where the database knows how: an isolation level of the connection
     * is a trip to the server to set it, and another one to put it back.
     */
    private void seeOneState(Connection connection) throws SQLException {
        if (config.isH2()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            return;
        }
        try (var statement = connection.createStatement()) {
            statement.execute("set transaction isolation level repeatable read, read only");
        }
    }

    /**
     * Reads by one statement, which sees one state by itself: without the isolation level that
     * {@link #read} sets for two, and without a commit, each of which costs more than a small
     * statement does. What the work writes is refused.
     */
    public <T> T readOnce(Function<DSLContext, T> work) {
        refuseNesting();
        try (Connection connection = connection()) {
            connection.setAutoCommit(true); // the pool puts it back; the server hears of neither
            return look(connection, work);
        } catch (SQLException e) {
            throw new DatabaseException("database failed while reading: " + e.getMessage(), e);
        }
    }

    /** Nothing was written, so a commit ends it as well; at a rollback H2 forgets its plans. */
    private <T> T reading(Connection connection, Function<DSLContext, T> work) throws SQLException {
        boolean done = false;
        try {
            T result = look(connection, work);
            connection.commit();
            done = true;
            return result;
        } finally {
            if (!done) {
                connection.rollback();
            }
        }
    }

    private <T> T look(Connection connection, Function<DSLContext, T> work) {
        Configuration reading = configuration(connection, List.of());
        reading.set(watchingReads);
        return ScopedValue.where(INSIDE, true).call(() -> work.apply(DSL.using(reading)));
    }

    /**
     * Does something once the transaction's commit is durable, on the committing thread; never when
     * it is rolled back. Keep it short; what it throws is logged, not passed on.
     */
    public static void afterCommit(DSLContext tx, Runnable action) {
        if (!(tx.configuration().data(AFTER_COMMIT) instanceof AfterCommit list)) {
            throw new IllegalStateException("not a context of Database.transaction");
        }
        list.actions().add(action);
    }

    /** How the pool stands at this moment. */
    public Pool pool() {
        var stats = pool.getHikariPoolMXBean();
        return stats == null // no connection was asked for yet
                ? new Pool(0, 0, 0, config.connections())
                : new Pool(
                        stats.getActiveConnections(),
                        stats.getIdleConnections(),
                        stats.getThreadsAwaitingConnection(),
                        config.connections());
    }

    /**
     * Connections in use and free.
     *
     * @param waiting calls that wait for one
     * @param most the pool holds no more
     */
    public record Pool(int active, int idle, int waiting, int most) {
        /** Every connection is in use and somebody waits. */
        public boolean exhausted() {
            return waiting > 0 && active >= most;
        }
    }

    /** Ends every connection; an H2 file is closed and complete. Any number of times. */
    @Override
    public void close() {
        if (pool.isClosed()) {
            return;
        }
        if (config.isH2()) {
            shutDown();
        } else {
            pool.close();
        }
    }

    /** The pool first: it would open the file again. The last connection ends the database. */
    private void shutDown() {
        try (Connection last = DriverManager.getConnection(url, config.user(), config.password());
                var statement = last.createStatement()) {
            pool.close();
            statement.execute("SHUTDOWN COMPACT"); // the space that was not used again
        } catch (SQLException e) {
            LOG.warn("{} was not closed cleanly: {}", config.url(), e.getMessage());
        } finally {
            pool.close();
        }
    }

    private <T> T inOne(
            Connection connection, List<Runnable> afterCommit, Function<DSLContext, T> work)
            throws SQLException {
        boolean done = false;
        try {
            DSLContext tx = DSL.using(configuration(connection, afterCommit));
            T result =
                    ScopedValue.where(INSIDE, true)
                            .call(
                                    () -> {
                                        T answer = work.apply(tx);
                                        witness.committing(tx, answer);
                                        return answer;
                                    });
            connection.commit();
            done = true;
            return result;
        } finally {
            if (!done) {
                connection.rollback();
            }
        }
    }

    private Configuration configuration(Connection connection, List<Runnable> afterCommit) {
        var configuration = new DefaultConfiguration();
        configuration.set(connection).set(dialect).set(SETTINGS).set(watching);
        configuration.data(AFTER_COMMIT, new AfterCommit(afterCommit));
        return configuration;
    }

    private record AfterCommit(List<Runnable> actions) {}

    private static void tell(List<Runnable> afterCommit) {
        for (Runnable action : afterCommit) {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.error("after-commit notice failed; its outbox row stays for the next one", e);
            }
        }
    }

    private Connection connection() {
        try {
            return pool.getConnection();
        } catch (SQLException e) {
            throw new DatabaseException(
                    "no database connection within %d ms (%s)"
                            .formatted(WAIT_FOR_CONNECTION_MILLIS, e.getMessage()),
                    e);
        }
    }

    private void checkpoint() {
        try (Connection connection = connection();
                var statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
            connection.commit();
        } catch (SQLException e) {
            throw new DatabaseException(
                    "checkpoint of %s failed; the commit may not survive a power cut: %s"
                            .formatted(config.url(), e.getMessage()),
                    e);
        }
    }

    private static void refuseNesting() {
        if (INSIDE.isBound()) {
            throw new IllegalStateException(
                    "a transaction inside a transaction: pass the DSLContext along instead");
        }
    }

    private static String rootMessage(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
