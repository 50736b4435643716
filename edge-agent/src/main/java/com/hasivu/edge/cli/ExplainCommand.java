package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.edge.replay.Explainer;
import com.hasivu.edge.replay.Explanation;
import com.hasivu.edge.settings.StationSettings;
import com.hasivu.edge.snapshot.KeptVersions;
import com.hasivu.edge.state.StateDir;
import com.hasivu.edge.station.SnapshotReport;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** Why one tap was decided as it was; works with the station up or down. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Explains one recorded tap: what the station knew, which rule decided, and whether it",
            "would be decided the same again. Reads files only; the station may run or not.",
            "Exit code 1 when there is no such record, or it is not decided the same again."
        })
final class ExplainCommand implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "SEQ", description = "The record's sequence.")
    private long sequence;

    @Option(names = "--reveal", description = "Print whole card numbers.")
    private boolean reveal;

    @Mixin private Answers answers = new Answers();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        StationSettings settings = config.settings();
        StateDir state = new StateDir(settings.stateDir());
        Identity identity = config.identity(state);
        KeptVersions versions = SnapshotReport.versions(state, identity);
        Explainer explainer = new Explainer(sequence, versions::at, settings.cardRule());
        List<StoredRecord> found = new ArrayList<>(1);
        JournalCommand.ended(config).readAll(explainer::earlier);
        JournalCommand.read(
                config,
                record -> {
                    explainer.accept(record);
                    if (record.sequence() == sequence) {
                        found.add(record);
                    }
                });
        if (found.isEmpty()) {
            spec.commandLine().getErr().printf("hasivu-edge: no record %d is kept%n", sequence);
            return ExitCode.FAILED;
        }
        Explanation explanation = explainer.explanation().orElseThrow();
        JsonNode answer = Answers.masked(ExplanationJson.of(found.getFirst(), explanation), reveal);
        answers.tell("explain", answer, out -> print(answer, out));
        return answer.path("same").asBoolean() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void print(JsonNode a, PrintWriter out) {
        JsonNode record = a.path("record");
        if (record.has("byHand")) {
            out.printf(
                    "record %d: %s at %s%n",
                    record.path("sequence").asLong(),
                    a.path("recorded").asText(),
                    record.path("at").asText("-"));
        } else {
            printRead(a, record, out);
        }
        JsonNode snapshot = a.path("snapshot");
        if (snapshot.has("version")) {
            out.printf(
                    "snapshot %d of %s, made %s%n",
                    snapshot.path("version").asLong(),
                    snapshot.path("schoolDay").asText(),
                    snapshot.path("made").asText());
            if (record.has("byHand")) {
                printChild(snapshot.path("child"), out);
            } else {
                printCard(snapshot.path("card"), out);
            }
        }
        a.path("fits").forEach(card -> out.printf("  fits card %s%n", card.path("card").asText()));
        a.path("servedBefore")
                .forEach(
                        serve ->
                                out.printf(
                                        "order %d was served before: record %d at %s by reader %s%n",
                                        serve.path("order").asLong(),
                                        serve.path("sequence").asLong(),
                                        serve.path("at").asText(),
                                        serve.path("reader").asText()));
        if (!a.path("rules").isEmpty()) {
            out.println("rules, in the order they are asked:");
        }
        for (JsonNode rule : a.path("rules")) {
            String saw = rule.path("saw").asText();
            out.printf(
                    "  %-8s %-18s %s%n",
                    rule.path("decided").asBoolean() ? "DECIDED" : "passed",
                    rule.path("rule").asText(),
                    saw);
        }
        a.path("orders")
                .forEach(
                        order ->
                                out.printf(
                                        "           order %d: %s%n",
                                        order.path("order").asLong(),
                                        order.path("answer").asText()));
        out.printf("recorded: %s%n", a.path("recorded").asText());
        out.printf("replayed: %s%n", a.path("replayed").asText("could not be decided again"));
        if (a.path("ruleAssumed").asBoolean()) {
            out.println("the record does not hold the card rule: decided as configured now");
        }
        out.println(
                a.path("same").asBoolean()
                        ? "the same"
                        : a.path("outcome").asText() + ": " + a.path("why").asText());
    }

    private static void printRead(JsonNode a, JsonNode record, PrintWriter out) {
        out.printf(
                "record %d: %s at %s by reader %s, card %s%n",
                record.path("sequence").asLong(),
                a.path("recorded").asText(),
                record.path("at").asText("-"),
                record.path("reader").asText("-"),
                record.path("card").asText("-"));
        out.printf(
                "  told as %s, proof %s; school day %s, window %s%n",
                record.path("form").asText("uid"),
                record.path("proof").asText("none"),
                record.path("schoolDay").asText("-"),
                record.path("window").asText("").isEmpty()
                        ? "none open"
                        : record.path("window").asText());
    }

    private static void printChild(JsonNode child, PrintWriter out) {
        if (child.isMissingNode()) {
            out.println("  it does not know the child");
            return;
        }
        out.printf("  %s%n", words(child.path("student")));
        printOrders(child, out);
    }

    private static String words(JsonNode child) {
        return "%s, class %s, student %d%s"
                .formatted(
                        child.path("name").asText(),
                        child.path("class").asText(),
                        child.path("id").asLong(),
                        child.path("active").asBoolean() ? "" : ", not active");
    }

    private static void printCard(JsonNode card, PrintWriter out) {
        if (!card.has("state")) {
            out.println("  it does not know the card");
            return;
        }
        JsonNode child = card.path("student");
        out.printf(
                "  card %s, %s%n",
                card.path("state").asText(),
                child.isMissingNode() ? "bound to nobody" : "of " + words(child));
        printOrders(card, out);
    }

    private static void printOrders(JsonNode facts, PrintWriter out) {
        facts.path("orders")
                .forEach(
                        order ->
                                out.printf(
                                        "  order %d %s %s: %s%n",
                                        order.path("id").asLong(),
                                        order.path("window").asText(),
                                        order.path("state").asText(),
                                        order.path("meal").asText()));
    }
}
