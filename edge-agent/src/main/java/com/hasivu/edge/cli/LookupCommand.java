package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.edge.control.ControlClient;

import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** What the station knows about a card or a child. */
@Command(
        name = "lookup",
        mixinStandardHelpOptions = true,
        description = {
            "Tells what the running station knows about a card, or about children by name.",
            "Exit code 1 when nothing is found."
        })
final class LookupCommand implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @ArgGroup(exclusive = true, multiplicity = "1")
    private By by = new By();

    /** One of both. */
    static final class By {
        @Option(names = "--card", paramLabel = "UID", description = "The chip's UID in hex.")
        private String card = "";

        @Option(names = "--name", paramLabel = "TEXT", description = "A part of the child's name.")
        private String name = "";
    }

    @Option(names = "--reveal", description = "Print whole card numbers.")
    private boolean reveal;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ControlClient control = config.control();
        JsonNode found =
                by.card.isEmpty()
                        ? control.get("/v1/lookup", "name", by.name)
                        : control.get("/v1/lookup", "card", Cards.parse(spec, by.card).hex());
        Answers.masked(found, reveal);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(found.toPrettyString());
        } else if (found.isEmpty()) {
            out.println("not in the snapshot in use");
        } else {
            found.forEach(one -> print(one, out));
        }
        out.flush();
        return found.isEmpty() ? ExitCode.FAILED : ExitCode.OK;
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
