package com.hasivu.edge.cli;

import org.jspecify.annotations.Nullable;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a package ships beside the program; for the build of packages. */
@Command(
        name = "generate",
        hidden = true,
        mixinStandardHelpOptions = true,
        description = "Writes what a package ships beside the program.")
final class GenerateCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "name one of completion, man, schema, schemas");
    }

    @Command(
            name = "completion",
            mixinStandardHelpOptions = true,
            description = "Writes DIR/hasivu-edge, for bash-completion's completions folder.")
    int completion(
            @Parameters(paramLabel = "DIR", description = "Made when missing.") Path folder) {
        CommandLine root = EdgeMain.commandLine();
        write(folder.resolve("hasivu-edge"), AutoComplete.bash("hasivu-edge", root));
        return ExitCode.OK;
    }

    @Command(
            name = "man",
            mixinStandardHelpOptions = true,
            description = "Writes DIR/hasivu-edge.1 and a page for each command.")
    int man(@Parameters(paramLabel = "DIR", description = "Made when missing.") Path folder) {
        page(folder, EdgeMain.commandLine());
        return ExitCode.OK;
    }

    @Command(
            name = "schema",
            mixinStandardHelpOptions = true,
            description = "Prints the JSON Schema (2020-12) of what a command prints with --json.")
    int schema(
            @Parameters(
                            arity = "0..1",
                            paramLabel = "NAME",
                            description = "As the answer names it, with or without 'hasivu-edge/'.")
                    @Nullable String name) {
        if (name == null || !AnswerSchemas.NAMES.contains(bare(name))) {
            throw new ParameterException(
                    spec.commandLine(), "name one of " + String.join(", ", AnswerSchemas.NAMES));
        }
        spec.commandLine().getOut().print(AnswerSchemas.text(bare(name)));
        spec.commandLine().getOut().flush();
        return ExitCode.OK;
    }

    @Command(
            name = "schemas",
            mixinStandardHelpOptions = true,
            description = "Writes DIR/NAME.json for each of them.")
    int schemas(@Parameters(paramLabel = "DIR", description = "Made when missing.") Path folder) {
        AnswerSchemas.NAMES.forEach(
                name -> write(folder.resolve(name + ".json"), AnswerSchemas.text(name)));
        return ExitCode.OK;
    }

    private static String bare(String name) {
        return name.startsWith("hasivu-edge/") ? name.substring("hasivu-edge/".length()) : name;
    }

    private void page(Path folder, CommandLine line) {
        CommandSpec command = line.getCommandSpec();
        if (command.usageMessage().hidden()) {
            return;
        }
        write(folder.resolve(ManPage.name(command) + ".1"), ManPage.of(command));
        line.getSubcommands().values().forEach(sub -> page(folder, sub));
    }

    private void write(Path file, String text) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new ParameterException(
                    spec.commandLine(), "%s cannot be written: %s".formatted(file, e), e);
        }
    }
}
