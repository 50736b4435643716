package com.hasivu.cloud.cli;

import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.settings.CloudConfig;
import com.hasivu.cloud.settings.DataFolder;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.concurrent.Callable;

/** Brings the database up to date and stops. */
@Command(
        name = "migrate",
        description = "Create the database, or bring it up to date.",
        mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {
    @Mixin private final ConfigOption config = new ConfigOption();

    @Override
    public Integer call() {
        CloudConfig settings = config.read();
        DataFolder.make(settings.dataDir());
        try (Database database = Database.open(settings.database())) {
            database.migrate();
        }
        System.out.println("database is up to date: " + settings.database().url());
        return 0;
    }
}
