package com.hasivu.cloud;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.db.DatabaseConfig;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import org.flywaydb.core.Flyway;

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
            return created("");
        }

        @Override
        public DatabaseConfig copy(DatabaseConfig of, Path folder) {
            return created(" template " + of.url().substring(of.url().lastIndexOf('/') + 1));
        }

        private static DatabaseConfig created(String how) {
            int number = DATABASES.incrementAndGet();
            String name = "t" + number;
            try (var connection = Server.RUNNING.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("create database " + name + how);
                // tests that are long over: their files would take the end of the JVM minutes
                if (number > KEPT) {
                    statement.execute(
                            "drop database if exists t" + (number - KEPT) + " with (force)");
                }
            } catch (SQLException e) {
                throw new IllegalStateException("cannot create " + name, e);
            }
            return new DatabaseConfig(
                    "jdbc:postgresql://localhost:%d/%s".formatted(Server.RUNNING.getPort(), name),
                    "postgres",
                    "postgres",
                    DatabaseConfig.CONNECTIONS);
        }
    };

    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** Databases of tests that may still run, or look again at what they left. */
    private static final int KEPT = 100;

    /** A new empty database. The folder holds it if it is a file. */
    public abstract DatabaseConfig fresh(Path folder);

    /** A new database with all that is in another, which nobody is connected to. */
    public abstract DatabaseConfig copy(DatabaseConfig of, Path folder) throws SQLException;

    /** Counts who waits for a row that another one holds. */
    public abstract String waiting();

    /** A new database with every table. */
    public Database migrated(Path folder) {
        Database database = Database.open(fresh(folder));
        database.migrate();
        return database;
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
