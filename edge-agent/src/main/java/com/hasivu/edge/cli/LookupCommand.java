package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.edge.control.ControlClient;
import com.hasivu.protocol.CardNumbers;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** What the station knows about a card or a child. */
@Command(
        name = "lookup",
        mixinStandardHelpOptions = true,
        description = {
            "Tells what the running station knows about a card, or about children by name.",
            "A number as it is printed on the card may mean several cards; then all are named.",
            "Exit code 1 when nothing is found, or a number means several cards."
        })
final class LookupCommand implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private By by = new By();

    /** One of both. */
    static final class By {
        @Option(names = "--card", paramLabel = "UID", description = "The chip's UID in hex.")
        private String card = "";

        @Option(
                names = "--number",
                paramLabel = "DIGITS",
                description = {
                    "The number as printed on the card: 13, 10 or 8 digits, 00688,42493,",
                    "176,42493, Wiegand bits, or hex in either order."
                })
        private String number = "";

        @Option(names = "--name", paramLabel = "TEXT", description = "A part of the child's name.")
        private String name = "";
    }

    @Option(names = "--reveal", description = "Print whole card numbers.")
    private boolean reveal;

    @Mixin private Answers answers = new Answers();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        checkNumber();
        ControlClient control = config.control();
        JsonNode answer = Answers.masked(answer(control), reveal);
        JsonNode found = by.number.isEmpty() ? answer : answer.path("cards");
        boolean ambiguous = !by.number.isEmpty() && found.size() > 1;
        answers.tell(
                "lookup",
                by.number.isEmpty() ? Answers.listed("cards", answer) : answer,
                out -> print(found, ambiguous, out));
        return found.isEmpty() || ambiguous ? ExitCode.FAILED : ExitCode.OK;
    }

    private void print(JsonNode found, boolean ambiguous, PrintWriter out) {
        if (ambiguous) {
            out.printf(
                    "%s means %d cards; tap the card, or give its UID or all 13 digits%n",
                    by.number, found.size());
        }
        found.forEach(one -> print(one, out));
        if (found.isEmpty()) {
            out.println("not in the snapshot in use");
        }
    }

    private JsonNode answer(ControlClient control) {
        if (!by.number.isEmpty()) {
            return control.get("/v1/lookup", "number", by.number);
        }
        return by.card.isEmpty()
                ? control.get("/v1/lookup", "name", by.name)
                : control.get("/v1/lookup", "card", Cards.parse(spec, by.card).hex());
    }

    private void checkNumber() {
        if (by.number.isEmpty()) {
            return;
        }
        try {
            CardNumbers.read(by.number);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--number: " + e.getMessage(), e);
        }
    }

    private static void print(JsonNode a, PrintWriter out) {
        JsonNode child = a.path("student");
        out.printf(
                "card %s %s%s%n",
                a.path("card").asText(),
                a.path("cardState").asText(),
                child.isMissingNode()
                        ? ", bound to nobody"
                        : ": %s, class %s, student %d%s"
                                .formatted(
                                        child.path("name").asText(),
                                        child.path("class").asText(),
                                        child.path("id").asLong(),
                                        child.path("active").asBoolean() ? "" : ", not active"));
        for (JsonNode order : a.path("orders")) {
            out.printf(
                    "  order %d %s %s: %s%n",
                    order.path("id").asLong(),
                    order.path("window").asText(),
                    order.path("state").asText(),
                    order.path("meal").asText());
        }
        JsonNode now = a.path("now");
        out.printf(
                "  a tap now: %s %s%n",
                now.path("decision").asText(), now.path("reason").asText(""));
    }
}
