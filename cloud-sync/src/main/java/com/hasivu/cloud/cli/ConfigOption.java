package com.hasivu.cloud.cli;

import com.hasivu.cloud.settings.CloudConfig;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Option;

import java.nio.file.Path;

/** Which configuration a command runs with. */
final class ConfigOption {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "YAML file; without it every setting has its default and data is kept in ./hasivu-data")
    @Nullable Path file;

    CloudConfig read() {
        return file == null ? CloudConfig.defaults() : CloudConfig.read(file);
    }
}
