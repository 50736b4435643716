package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.replay.JournalReplay;
import com.hasivu.edge.replay.ReplayReport;
import com.hasivu.edge.replay.ReplayReport.Named;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.edge.snapshot.KeptVersions;
import com.hasivu.edge.state.StateDir;
import com.hasivu.edge.station.SnapshotReport;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.LongConsumer;

/** Every recorded decision taken again; works with the station up or down. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Decides every recorded tap again, from the journal and the kept snapshots alone.",
            "Exit code 0 when each comes out as recorded; 1 when one differs, or cannot be decided again."
        })
final class JournalReplayCommand implements Callable<Integer> {
    private static final Duration TELL_EVERY = Duration.ofSeconds(5);

    @Mixin private ConfigOption config = new ConfigOption();

    @Option(
            names = "--date",
            paramLabel = "DAY",
            description =
                    "Only this school day, for example 2026-11-23 (taps without a snapshot: by UTC).")
    private @Nullable LocalDate date;

    @Mixin private Answers answers = new Answers();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        StationSettings settings = config.settings();
        StateDir state = new StateDir(settings.stateDir());
        Identity identity = config.identity(state);
        KeptVersions versions = SnapshotReport.versions(state, identity);
        JournalReplay replay =
                new JournalReplay(
                        versions::at, settings.cardRule(), Optional.ofNullable(date), progress());
        JournalCommand.ended(config).readAll(replay::earlier);
        JournalCommand.read(config, replay);
        ReplayReport report = replay.report();
        answers.tell("journal-replay", asJson(report), out -> print(report, out));
        return report.agrees() ? ExitCode.OK : ExitCode.FAILED;
    }

    /** A line on standard error now and then. */
    private LongConsumer progress() {
        PrintWriter err = spec.commandLine().getErr();
        long[] told = {System.nanoTime()};
        return read -> {
            if (System.nanoTime() - told[0] > TELL_EVERY.toNanos()) {
                told[0] = System.nanoTime();
                err.printf("hasivu-edge: %d records replayed so far%n", read);
                err.flush();
            }
        };
    }

    private static void print(ReplayReport report, PrintWriter out) {
        out.printf("%d record(s), %d decided the same again%n", report.records(), report.same());
        new TreeMap<>(report.outcomes())
                .forEach((outcome, count) -> out.printf("  %8d %s%n", count, outcome));
        if (report.ruleAssumed() > 0) {
            out.printf(
                    "%d of them do not hold the card rule: decided as configured now%n",
                    report.ruleAssumed());
        }
        named("difference", report.differences(), report.different(), out);
        report.missing()
                .forEach(
                        (version, missing) ->
                                out.printf(
                                        "not replayed: %d record(s) used a snapshot that is missing: %s%n",
                                        missing.records(), missing.why()));
        named("not replayed", report.forgotten(), report.forgottenCount(), out);
        named("not readable", report.unreadable(), report.unreadableCount(), out);
        out.println(verdict(report));
    }

    private static void named(String what, List<Named> named, long count, PrintWriter out) {
        named.forEach(
                one ->
                        out.printf(
                                "%s: record %d (%s): %s%n",
                                what, one.sequence(), one.recorded(), one.why()));
        if (count > named.size()) {
            out.printf("%s: and %d more%n", what, count - named.size());
        }
    }

    static String verdict(ReplayReport report) {
        if (report.different() > 0) {
            return "%d decision(s) differ from what was recorded".formatted(report.different());
        }
        return report.notReplayed() > 0
                ? "no difference, but %d record(s) could not be decided again"
                        .formatted(report.notReplayed())
                : "all decisions agree";
    }

    private static ObjectNode asJson(ReplayReport report) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("agrees", report.agrees()).put("verdict", verdict(report));
        node.put("records", report.records()).put("same", report.same());
        node.put("different", report.different()).put("notReplayed", report.notReplayed());
        node.put("ruleAssumed", report.ruleAssumed());
        ObjectNode outcomes = node.putObject("outcomes");
        new TreeMap<>(report.outcomes()).forEach(outcomes::put);
        named(node.putArray("differences"), report.differences());
        ArrayNode missing = node.putArray("missingSnapshots");
        report.missing()
                .forEach(
                        (version, one) ->
                                missing.addObject()
                                        .put("version", version)
                                        .put("records", one.records())
                                        .put("why", one.why()));
        named(node.putArray("forgotten"), report.forgotten());
        named(node.putArray("unreadable"), report.unreadable());
        return node;
    }

    private static void named(ArrayNode array, List<Named> named) {
        named.forEach(
                one ->
                        array.addObject()
                                .put("sequence", one.sequence())
                                .put("recorded", one.recorded())
                                .put("why", one.why()));
    }
}
