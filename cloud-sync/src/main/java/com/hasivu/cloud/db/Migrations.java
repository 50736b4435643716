package com.hasivu.cloud.db;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.flywaydb.core.api.output.MigrateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Runs the migrations: one set for both databases, and what only one of them takes. Forward only:
 * docs/adr/0030. They are made side by side, so one with a lower number may come after one with a
 * higher: a database takes what it lacks, in the order of the numbers.
 */
final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    /** Run by a program that knew a migration this one does not know. */
    private static final Set<MigrationState> UNKNOWN =
            EnumSet.of(
                    MigrationState.FUTURE_SUCCESS,
                    MigrationState.FUTURE_FAILED,
                    MigrationState.MISSING_SUCCESS,
                    MigrationState.MISSING_FAILED);

    private final Database database;
    private final DatabaseConfig config;

    Migrations(Database database, DatabaseConfig config) {
        this.database = database;
        this.config = config;
    }

    void migrate() {
        BirthMark mark = config.onDisk() ? BirthMark.beside(config.h2File()) : BirthMark.none();
        mark.refuseIfEmptied(database);
        new RenamedMigration(database).settle();
        MigrateResult result;
        try {
            result = run();
        } catch (FlywayException e) {
            throw new DatabaseException(
                    "migration of %s failed; nothing is served: %s"
                            .formatted(config.url(), e.getMessage()),
                    e);
        }
        if (result.migrationsExecuted > 0) {
            LOG.info(
                    "database {}: {} migrations run, schema {}",
                    config.url(),
                    result.migrationsExecuted,
                    result.targetSchemaVersion);
        } else {
            LOG.info("database {}: schema {}", config.url(), result.initialSchemaVersion);
        }
        mark.write(database);
    }

    private MigrateResult run() {
        Flyway inOrder = flyway(false);
        List<MigrationInfo> all = Arrays.asList(inOrder.info().all());
        refuseNewer(all);
        boolean late = all.stream().anyMatch(one -> one.getState() == MigrationState.IGNORED);
        return (late ? flyway(true) : inOrder).migrate(); // asked for only then: it warns each time
    }

    private void refuseNewer(List<MigrationInfo> all) {
        List<String> unknown =
                all.stream()
                        .filter(one -> UNKNOWN.contains(one.getState()))
                        .map(one -> "V%s %s".formatted(one.getVersion(), one.getDescription()))
                        .toList();
        if (!unknown.isEmpty()) {
            throw new DatabaseException(
                    ("%s was used by a newer release, whose migrations are not known here: %s; nothing is served and"
                                    + " nothing was changed. Start that release or a later one; to go back, restore a"
                                    + " backup from before it")
                            .formatted(config.url(), String.join(", ", unknown)),
                    null);
        }
    }

    /**
     * By connections of its own: those of the pool end when a transaction waits long, and Flyway's
     * waits by its lock while a migration of a large table runs.
     */
    private Flyway flyway(boolean outOfOrder) {
        return Flyway.configure()
                .dataSource(config.jdbcUrl(), config.user(), config.password())
                .locations(
                        "classpath:db/migration",
                        config.isH2() ? "classpath:db/h2" : "classpath:db/postgresql")
                .outOfOrder(outOfOrder)
                .load();
    }
}
