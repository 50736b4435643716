package com.hasivu.cloud.released;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.db.DatabaseConfig;

import org.flywaydb.core.Flyway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Databases as each release left them. One has lived through all the releases before it, with the
 * rows each of them added, so the next is made from a copy of it.
 */
final class ReleasedDatabases {
    private final Path folder;
    private final Map<String, DatabaseConfig> made = new HashMap<>();

    ReleasedDatabases(Path folder) {
        this.folder = folder;
    }

    /** One that nobody else has. */
    DatabaseConfig of(Engine engine, Release release) throws IOException, SQLException {
        return engine.copy(made(engine, release), Files.createTempDirectory(folder, "copy"));
    }

    private DatabaseConfig made(Engine engine, Release release) throws IOException, SQLException {
        String key = engine + " " + release;
        DatabaseConfig there = made.get(key);
        if (there == null) {
            there = make(engine, release);
            made.put(key, there);
        }
        return there;
    }

    private DatabaseConfig make(Engine engine, Release release) throws IOException, SQLException {
        DatabaseConfig database =
                release.after().isPresent()
                        ? of(engine, release.after().get())
                        : engine.fresh(Files.createTempDirectory(folder, "first"));
        Path scripts = Files.createTempDirectory(folder, "scripts");
        for (Release.Script script : release.allScripts()) {
            if (script.isOf(engine)) {
                try (var in = Release.class.getResourceAsStream("/db/" + script.place())) {
                    if (in == null) {
                        throw new IllegalStateException(
                                "%s was released as part of '%s' and is gone; put it back"
                                        .formatted(script.place(), release));
                    }
                    Files.copy(in, scripts.resolve(script.was()));
                }
            }
        }
        Flyway.configure()
                .dataSource(database.jdbcUrl(), database.user(), database.password())
                .locations("filesystem:" + scripts)
                .outOfOrder(true)
                .load()
                .migrate();
        try (var connection =
                        DriverManager.getConnection(
                                database.jdbcUrl(), database.user(), database.password());
                var statement = connection.createStatement()) {
            for (String sql : release.statements()) {
                if (!sql.isBlank()) {
                    statement.execute(sql);
                }
            }
        }
        return database;
    }
}
