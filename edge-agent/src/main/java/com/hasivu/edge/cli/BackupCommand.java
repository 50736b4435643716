package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.backup.Backup;
import com.hasivu.edge.backup.Contents;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.edge.station.StateDir;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;

/** One file to replace the disk by. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Writes one file to restore this station from on another disk: settings, journal,",
            "snapshots. Works with the station up or down; the file is checked before it is named.",
            "It holds children's names and card numbers, and whatever secrets the settings hold:",
            "its mode is 0600; keep it as you keep the station."
        })
final class BackupCommand implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Option(
            names = "--with-identity",
            description = {
                "Also the station's private key. Whoever has the file can then speak as this station;",
                "without it, the new disk is enrolled by a key file of the office."
            })
    private boolean withIdentity;

    @Parameters(
            paramLabel = "FILE",
            description = "For example station.backup; must not exist yet.")
    private Path file = Path.of("station.backup");

    @Mixin private Answers answers = new Answers();

    @Override
    public Integer call() {
        StationSettings settings = config.fileSettings();
        StateDir state = new StateDir(settings.stateDir());
        Backup backup =
                new Backup(state, config.file(), config.identity(state), settings.journal());
        Contents made = backup.write(file, withIdentity, EdgeMain.VERSION, Instant.now());
        answers.tell(
                "backup",
                json(file, made).put("files", made.fileCount()),
                out ->
                        out.printf(
                                "%s: station %s of school %s, %d file(s), records to %d, of which the cloud has %d; %s%n",
                                file,
                                made.station(),
                                made.school(),
                                made.fileCount(),
                                made.journal().last(),
                                made.journal().acked(),
                                made.withIdentity()
                                        ? "WITH THE STATION'S PRIVATE KEY: lock it away"
                                        : "without the station's key"));
        return ExitCode.OK;
    }

    static ObjectNode json(Path file, Contents contents) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("file", file.toString())
                .put("made", contents.made().toString())
                .put("program", contents.program())
                .put("school", contents.school().value())
                .put("station", contents.station().value())
                .put("epoch", "%016x".formatted(contents.journal().epoch()))
                .put("lastSequence", contents.journal().last())
                .put("ackedSequence", contents.journal().acked())
                .put("withIdentity", contents.withIdentity());
    }
}
