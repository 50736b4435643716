package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.journal.EndedJournals;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.edge.journal.VerifyReport;
import com.hasivu.edge.state.StateDir;
import com.hasivu.edge.station.RecordJson;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.function.Consumer;

/** The journal's files, read only: works with the station up or down. */
@Command(
        name = "journal",
        mixinStandardHelpOptions = true,
        subcommands = {JournalReplayCommand.class, JournalExportCommand.class},
        description = "Reads the journal's files; changes nothing, the station may run or not.")
final class JournalCommand implements Runnable {
    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "name one of ls, tail, show, verify, replay, export");
    }

    @Command(
            name = "ls",
            mixinStandardHelpOptions = true,
            description = "Prints every record, one a line.")
    int ls(
            @Mixin ConfigOption config,
            @Mixin Printing printing,
            @Option(
                            names = "--from",
                            paramLabel = "SEQ",
                            defaultValue = "1",
                            description = "The first record (default: ${DEFAULT-VALUE}).")
                    long from) {
        PrintWriter out = spec.commandLine().getOut();
        read(
                config,
                record -> {
                    if (record.sequence() >= from) {
                        printing.line(RecordJson.of(record));
                    }
                });
        out.flush();
        return ExitCode.OK;
    }

    @Command(
            name = "tail",
            mixinStandardHelpOptions = true,
            description = "Prints the last records, one a line.")
    int tail(
            @Mixin ConfigOption config,
            @Mixin Printing printing,
            @Option(
                            names = {"-n", "--count"},
                            paramLabel = "N",
                            defaultValue = "20",
                            description = "How many (default: ${DEFAULT-VALUE}).")
                    int count) {
        if (count < 1 || count > 100_000) {
            throw new ParameterException(
                    spec.commandLine(), "--count is %d; use 1 to 100000".formatted(count));
        }
        Deque<StoredRecord> last = new ArrayDeque<>();
        read(
                config,
                record -> {
                    last.add(record);
                    if (last.size() > count) {
                        last.remove();
                    }
                });
        PrintWriter out = spec.commandLine().getOut();
        last.forEach(record -> printing.line(RecordJson.of(record)));
        out.flush();
        return ExitCode.OK;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints one record with all its fields, as JSON.")
    int show(
            @Mixin ConfigOption config,
            @Mixin Printing printing,
            @Parameters(paramLabel = "SEQ", description = "The record's sequence.") long sequence) {
        ArrayNode found = JsonNodeFactory.instance.arrayNode();
        read(
                config,
                record -> {
                    if (record.sequence() == sequence) {
                        found.add(
                                RecordJson.of(record)
                                        .put(
                                                "previousHash",
                                                HexFormat.of().formatHex(record.previousHash())));
                    }
                });
        if (found.isEmpty()) {
            spec.commandLine().getErr().printf("hasivu-edge: no record %d is kept%n", sequence);
            return ExitCode.FAILED;
        }
        PrintWriter out = spec.commandLine().getOut();
        JsonNode record = Answers.masked(found.get(0), printing.reveal);
        out.println(Answers.named("journal-record", record).toPrettyString());
        out.flush();
        return ExitCode.OK;
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description =
                    "Checks every checksum, sequence and hash, the cursor and the marks; exit code 1 when one is wrong.")
    int verify(@Mixin ConfigOption config, @Mixin Answers answers) {
        StateDir state = config.stateDir();
        Identity identity = config.identity(state);
        VerifyReport report =
                Journal.verify(state.journal(), identity.school(), identity.station());
        answers.tell("journal-verify", json(report), out -> print(report, out));
        return report.sound() ? ExitCode.OK : ExitCode.FAILED;
    }

    static ObjectNode json(VerifyReport report) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("sound", report.sound());
        node.put("epoch", "%016x".formatted(report.epoch()));
        node.put("firstSequence", report.firstSequence());
        node.put("lastSequence", report.lastSequence());
        node.put("lastHash", HexFormat.of().formatHex(report.lastHash()));
        node.put("ackedSequence", report.cursor());
        node.put("segments", report.segments()).put("bytes", report.bytes());
        report.problems().forEach(node.putArray("problems")::add);
        return node;
    }

    private static void print(VerifyReport report, PrintWriter out) {
        out.printf(
                "epoch %016x: %d record(s), %d to %d, in %d file(s) of %d bytes; the cloud has"
                        + " %d%n",
                report.epoch(),
                report.records(),
                report.firstSequence(),
                report.lastSequence(),
                report.segments(),
                report.bytes(),
                report.cursor());
        report.problems().forEach(problem -> out.println("problem: " + problem));
        out.println(report.sound() ? "sound" : "not sound");
    }

    /** The journals before the one in use. */
    static EndedJournals ended(ConfigOption config) {
        return new EndedJournals(config.stateDir().journal());
    }

    static void read(ConfigOption config, Consumer<StoredRecord> to) {
        StateDir state = config.stateDir();
        ConfigOption.requirePermitted(state);
        if (Files.exists(state.journal()) && !Files.isReadable(state.journal())) {
            throw new NotPermittedException(state.journal());
        }
        Journal.readAll(state.journal(), to);
    }

    /** How records are printed. */
    static final class Printing {
        @Option(names = "--reveal", description = "Print whole card numbers.")
        private boolean reveal;

        @Mixin private Answers answers = new Answers();

        void line(JsonNode record) {
            JsonNode r = Answers.masked(record, reveal);
            answers.line("journal-record", r, out -> print(r, out));
        }

        private static void print(JsonNode r, PrintWriter out) {
            String reason = r.path("reason").asText("");
            out.printf(
                    "%8d  %s  %-12s %-20s %s%n",
                    r.path("sequence").asLong(),
                    r.path("at").asText("-"),
                    r.path("reader").asText("-"),
                    r.path("card").asText("-"),
                    r.path("decision").asText("type " + r.path("type").asText())
                            + (reason.isEmpty()
                                    ? " order " + r.path("order").asText("-")
                                    : " " + reason));
        }
    }
}
