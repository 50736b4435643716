package com.hasivu.cloud.cli;

import com.hasivu.cloud.settings.CloudConfig;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

import java.util.TreeMap;

/** Shows or checks the configuration; starts nothing. */
@Command(
        name = "config",
        description = "Show or check the configuration.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class ConfigCommand {
    @Command(
            name = "show",
            description = "Print every key with its value; secrets are hidden.",
            mixinStandardHelpOptions = true)
    int show(@Mixin ConfigOption option) {
        CloudConfig config = option.read();
        new TreeMap<>(config.effective())
                .forEach((key, value) -> System.out.println(key + ": " + value));
        return 0;
    }

    @Command(
            name = "validate",
            description = "Check the file; exit code 78 if it is wrong.",
            mixinStandardHelpOptions = true)
    int validate(@Mixin ConfigOption option) {
        CloudConfig config = option.read();
        System.out.println("configuration is good: %d keys".formatted(config.effective().size()));
        return 0;
    }
}
