package com.hasivu.cloud;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.db.DatabaseConfig;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The databases the service runs on. Every test that touches a table runs on both. */
public enum Engine {
    H2 {
        @Override
        public String waiting() {
            return "select count(*) from information_schema.sessions where blocker_id is not null";
        }

        @Override
        public DatabaseConfig fresh(Path folder) {
            return DatabaseConfig.h2(folder);
        }

        @Override
        public DatabaseConfig copy(DatabaseConfig of, Path folder) throws SQLException {
            try (var last = DriverManager.getConnection(of.jdbcUrl(), of.user(), of.password());
                    var statement = last.createStatement()) {
                statement.execute("shutdown"); // the file is whole
                String file = of.url().substring("jdbc:h2:file:".length()) + ".mv.db";
                Files.copy(Path.of(file), folder.resolve("hasivu.mv.db"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return fresh(folder);
        }
    },
    POSTGRES {
        @Override
        public String waiting() {
            return "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
        }

        @Override
        public DatabaseConfig fresh(Path folder) {
            return next("");
        }

        @Override
        public DatabaseConfig copy(DatabaseConfig of, Path folder) {
            return next(" template " + of.url().substring(of.url().lastIndexOf('/') + 1));
        }

        @Override
        DatabaseConfig forPattern(Path folder) {
            return created("pattern", "");
        }

        private static DatabaseConfig next(String how) {
            int number = DATABASES.incrementAndGet();
            if (number > KEPT) {
                // tests that are long over: their files would take the end of the JVM minutes
                execute("drop database if exists t%d with (force)".formatted(number - KEPT));
            }
            return created("t" + number, how);
        }

        private static DatabaseConfig created(String name, String how) {
            execute("create database " + name + how);
            return new DatabaseConfig(
                    "jdbc:postgresql://localhost:%d/%s".formatted(Server.RUNNING.getPort(), name),
                    "postgres",
                    "postgres",
                    DatabaseConfig.CONNECTIONS);
        }

        private static void execute(String sql) {
            try (var connection = Server.RUNNING.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException("cannot " + sql, e);
            }
        }
    };

    private @Nullable DatabaseConfig pattern;

    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** Databases of tests that may still run, or look again at what they left. */
    private static final int KEPT = 100;

    /** A new empty database. The folder holds it if it is a file. */
    public abstract DatabaseConfig fresh(Path folder);

    /** As {@link #fresh}, and it is kept. */
    DatabaseConfig forPattern(Path folder) {
        return fresh(folder);
    }

    /** A new database with all that is in another, which nobody is connected to. */
    public abstract DatabaseConfig copy(DatabaseConfig of, Path folder) throws SQLException;

    /** Counts who waits for a row that another one holds. */
    public abstract String waiting();

    /** A new database with every table: a copy of one that was made so. */
    public synchronized DatabaseConfig made(Path folder) {
        try {
            return copy(pattern(), folder);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot copy a database of " + this, e);
        }
    }

    /** The same, opened. */
    public Database migrated(Path folder) {
        return Database.open(made(folder));
    }

    private DatabaseConfig pattern() {
        DatabaseConfig made = pattern;
        if (made == null) {
            try {
                made = forPattern(Files.createTempDirectory("hasivu-pattern"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            try (Database database = Database.open(made)) {
                database.migrate();
            }
            pattern = made;
        }
        return made;
    }

    /** A new database as an earlier release left it: its schema, and these statements' rows. */
    public DatabaseConfig of(String schema, Path folder, List<String> statements)
            throws SQLException {
        DatabaseConfig config = fresh(folder);
        Flyway.configure()
                .dataSource(config.jdbcUrl(), config.user(), config.password())
                .locations(
                        "classpath:db/migration",
                        this == H2 ? "classpath:db/h2" : "classpath:db/postgresql")
                .target(schema)
                .load()
                .migrate();
        try (var connection =
                        DriverManager.getConnection(
                                config.jdbcUrl(), config.user(), config.password());
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
        return config;
    }

    /** One server for the whole test JVM; it ends with it. */
    private static final class Server {
        /** A busy machine takes longer than the library's own 10 s. */
        private static final Duration STARTS_WITHIN = Duration.ofMinutes(2);

        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().setPGStartupWait(STARTS_WITHIN).start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
