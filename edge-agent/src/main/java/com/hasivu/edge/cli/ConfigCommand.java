package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.settings.InForce;
import com.hasivu.edge.settings.SettingsException;
import com.hasivu.edge.settings.SettingsSchema;
import com.hasivu.edge.settings.StationSettings;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The settings: file, conf.d, environment, credentials, and what the cloud commanded. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Reads the settings; changes nothing, the station may run or not.")
final class ConfigCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "name one of show, validate, schema");
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description =
                    "Prints the settings in force, secrets masked. A mark tells what is not this station's own: default, or remote.")
    int show(
            @Mixin ConfigOption config,
            @Option(
                            names = "--origin",
                            description =
                                    "Tell the file and line, variable, credential or default of each.")
                    boolean origin,
            @Mixin Answers answers) {
        StationSettings settings = config.settings();
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode list = body.putArray("settings");
        for (InForce one : settings.inForce()) {
            list.addObject()
                    .put("key", one.key())
                    .put("value", one.value())
                    .put("origin", one.origin());
        }
        answers.tell(
                "config-show",
                body,
                out -> {
                    if (origin) {
                        settings.inForce().forEach(one -> out.println(one.lineWithOrigin()));
                    } else {
                        settings.shown().forEach(out::println);
                    }
                });
        return ExitCode.OK;
    }

    @Command(
            name = "validate",
            mixinStandardHelpOptions = true,
            description = "Names every problem of the settings; exit code 78 when there is one.")
    int validate(@Mixin ConfigOption config, @Mixin Answers answers) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("good", true);
        ArrayNode problems = body.put("file", config.file().toString()).putArray("problems");
        try {
            config.fileSettings();
        } catch (SettingsException e) {
            if (!answers.json()) {
                throw e;
            }
            e.problems().forEach(problems::add);
            body.put("good", false);
        }
        answers.tell("config-validate", body, out -> out.printf("%s is good%n", config.file()));
        return problems.isEmpty() ? ExitCode.OK : ExitCode.BAD_SETTINGS;
    }

    @Command(
            name = "schema",
            mixinStandardHelpOptions = true,
            description = "Prints the JSON Schema (2020-12) of the settings file.")
    int schema() {
        var out = spec.commandLine().getOut();
        out.println(SettingsSchema.json().toPrettyString());
        out.flush();
        return ExitCode.OK;
    }
}
