package com.hasivu.edge.doctor;

import com.hasivu.edge.settings.SettingsException;
import com.hasivu.edge.settings.StationSettings;

import java.nio.file.Path;
import java.util.function.Supplier;

/** Whether the settings can be used. */
record ConfigurationCheck(Path file, Supplier<StationSettings> settings) implements Check {
    @Override
    public String name() {
        return "configuration";
    }

    @Override
    public Finding look() {
        try {
            StationSettings read = settings.get();
            return read.readers().isEmpty()
                    ? new Finding.Warn(
                            "%s is good, but names no reader".formatted(file),
                            "plug a reader in and run 'hasivu-edge readers scan', then add what it prints")
                    : new Finding.Ok(
                            "%s is good, %d reader(s)".formatted(file, read.readers().size()));
        } catch (SettingsException e) {
            return new Finding.Fail(
                    "%d problem(s): %s"
                            .formatted(e.problems().size(), String.join(" | ", e.problems())),
                    "mend the named lines; 'hasivu-edge config validate' tells when all is well");
        }
    }
}
