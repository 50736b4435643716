package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.edge.replay.JournalReplay;
import com.hasivu.edge.station.RecordJson;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;

/** Records for other programs, one a line; streamed, so a long journal needs no more memory. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Prints records for other programs, one a line; card numbers are masked.")
final class JournalExportCommand implements Callable<Integer> {
    private static final List<String> COLUMNS =
            List.of(
                    "sequence",
                    "at",
                    "clock",
                    "schoolDay",
                    "window",
                    "reader",
                    "card",
                    "form",
                    "proof",
                    "readCount",
                    "decision",
                    "reason",
                    "student",
                    "order",
                    "snapshotVersion",
                    "bootId",
                    "hash");

    /** How a record is written. */
    enum Format {
        json,
        csv
    }

    @Mixin private ConfigOption config = new ConfigOption();

    @Option(
            names = "--from",
            paramLabel = "SEQ",
            defaultValue = "1",
            description = "The first record (default: ${DEFAULT-VALUE}).")
    private long from = 1;

    @Option(names = "--to", paramLabel = "SEQ", description = "The last record.")
    private long to = Long.MAX_VALUE;

    @Option(
            names = "--date",
            paramLabel = "DAY",
            description = "Only taps of this school day, for example 2026-11-23.")
    private @Nullable LocalDate date;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "json",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Format format = Format.json;

    @Option(names = "--reveal", description = "Print whole card numbers.")
    private boolean reveal;

    @Option(
            names = "--ended",
            paramLabel = "EPOCH",
            description =
                    "A journal that was ended, as its folder is named, and not the one in use.")
    private @Nullable String ended;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        if (from > to) {
            throw new ParameterException(
                    spec.commandLine(), "--from %d is behind --to %d".formatted(from, to));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (format == Format.csv) {
            out.println(String.join(",", COLUMNS));
        }
        if (ended == null) {
            JournalCommand.read(config, record -> print(record, out));
        } else {
            Journal.readAll(endedFolder(ended), record -> print(record, out));
        }
        out.flush();
        return out.checkError() ? ExitCode.FAILED : ExitCode.OK;
    }

    private Path endedFolder(String name) {
        List<Path> folders = JournalCommand.ended(config).folders();
        return folders.stream()
                .filter(folder -> folder.getFileName().toString().equals(name))
                .findFirst()
                .orElseThrow(
                        () ->
                                new ParameterException(
                                        spec.commandLine(),
                                        "--ended is '%s'; there are %s"
                                                .formatted(
                                                        name,
                                                        folders.stream()
                                                                .map(Path::getFileName)
                                                                .toList())));
    }

    private void print(StoredRecord record, PrintWriter out) {
        boolean wanted =
                record.sequence() >= from
                        && record.sequence() <= to
                        && (date == null
                                || JournalReplay.dayOf(record).filter(date::equals).isPresent());
        if (!wanted) {
            return;
        }
        JsonNode node = Answers.masked(RecordJson.of(record), reveal);
        switch (format) {
            case json -> out.println(Answers.named("journal-record", node));
            case csv ->
                    out.println(
                            String.join(
                                    ",",
                                    COLUMNS.stream()
                                            .map(column -> cell(node.path(column).asText("")))
                                            .toList()));
        }
    }

    /** RFC 4180: quoted when it must be. */
    static String cell(String text) {
        return text.matches("[^\",\r\n]*") ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
