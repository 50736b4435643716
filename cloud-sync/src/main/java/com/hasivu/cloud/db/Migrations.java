package com.hasivu.cloud.db;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

import javax.sql.DataSource;

/** Runs the migrations: one set for both databases, and what only one of them takes. */
final class Migrations {
    private final Database database;
    private final DatabaseConfig config;
    private final DataSource source;

    Migrations(Database database, DatabaseConfig config, DataSource source) {
        this.database = database;
        this.config = config;
        this.source = source;
    }

    void migrate() {
        BirthMark mark = config.onDisk() ? BirthMark.beside(config.h2File()) : BirthMark.none();
        mark.refuseIfEmptied(database);
        String own = config.isH2() ? "classpath:db/h2" : "classpath:db/postgresql";
        try {
            var result =
                    Flyway.configure()
                            .dataSource(source)
                            .locations("classpath:db/migration", own)
                            .failOnMissingLocations(false)
                            .load()
                            .migrate();
            org.slf4j.LoggerFactory.getLogger(Migrations.class)
                    .info(
                            "database {}: {} migrations run, schema {}",
                            config.url(),
                            result.migrationsExecuted,
                            result.targetSchemaVersion);
        } catch (FlywayException e) {
            throw new DatabaseException(
                    "migration of %s failed; nothing is served: %s"
                            .formatted(config.url(), e.getMessage()),
                    e);
        }
        mark.write(database);
    }
}
