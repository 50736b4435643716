package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.backup.Contents;
import com.hasivu.edge.backup.Restore;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.edge.station.Enrolling;
import com.hasivu.edge.station.StateDir;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** A backup, onto this disk. */
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Restores a backup onto this disk; the station must be stopped. The next start begins",
            "another journal: whom the backup knows as served is not served again, and what the",
            "cloud lacks of the backup's journal is sent first. What was served after the backup is",
            "known only as far as the cloud has it.",
            "Refuses a file that is damaged or another station's before it writes anything."
        })
final class RestoreCommand implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Option(
            names = "--force",
            description = "Put what is in the state folder aside first; nothing is deleted.")
    private boolean force;

    @Parameters(paramLabel = "FILE", description = "As 'hasivu-edge backup' wrote it.")
    private Path file = Path.of("station.backup");

    @Mixin private Answers answers = new Answers();

    @Override
    public Integer call() {
        StateDir state = new StateDir(settings().stateDir());
        Restore restore = new Restore(file, state);
        List<String> notes;
        try (StateDir.Lock _ = state.lockToRestore()) {
            notes = new ArrayList<>(restore.perform(force, Instant.now()));
        }
        settings(restore.settings(), notes);
        Contents contents = restore.contents();
        List<String> next = new ArrayList<>();
        if (Enrolling.saved(state).isEmpty()) {
            next.add(
                    "let the office re-open station %s, then: hasivu-edge enroll --key-file FILE"
                            .formatted(contents.station()));
        }
        next.add("sudo systemctl start hasivu-edge");
        ObjectNode body = BackupCommand.json(file, contents);
        notes.forEach(body.putArray("notes")::add);
        next.forEach(body.putArray("next")::add);
        answers.tell(
                "restore",
                body,
                out -> {
                    out.printf(
                            "station %s of school %s is restored as it was at %s, with record %d as its last%n",
                            contents.station(),
                            contents.school(),
                            contents.made(),
                            contents.journal().last());
                    notes.forEach(note -> out.printf("note: %s%n", note));
                    next.forEach(step -> out.printf("next: %s%n", step));
                });
        return ExitCode.OK;
    }

    /** Those of this disk; without any, what the backup's would be here. */
    private StationSettings settings() {
        return Files.exists(config.file())
                ? config.fileSettings()
                : config.asIf(config.file(), Restore.settingsOf(file));
    }

    /** What is missing is copied; what is there stays, and a difference is told. */
    private void settings(Path restored, List<String> notes) {
        try (Stream<Path> all = Files.walk(restored)) {
            for (Path from : all.filter(Files::isRegularFile).sorted().toList()) {
                Path within = restored.relativize(from);
                Path to =
                        within.toString().equals("main.yaml")
                                ? config.file()
                                : config.file().resolveSibling(within.toString());
                if (!Files.exists(to)) {
                    Files.createDirectories(to.toAbsolutePath().getParent());
                    Files.copy(from, to);
                } else if (Files.mismatch(from, to) >= 0) {
                    notes.add("%s stays as it is; the backup's is %s".formatted(to, from));
                }
            }
        } catch (IOException e) {
            notes.add(
                    "settings could not be put beside %s (%s); the backup's are in %s"
                            .formatted(config.file(), e, restored));
        }
    }
}
