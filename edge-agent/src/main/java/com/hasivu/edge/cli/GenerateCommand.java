package com.hasivu.edge.cli;

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
        throw new ParameterException(spec.commandLine(), "name one of completion, man");
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
