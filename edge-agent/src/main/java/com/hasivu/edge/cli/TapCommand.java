package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.concurrent.Callable;

/** A tap without a reader. */
@Command(
        name = "tap",
        mixinStandardHelpOptions = true,
        description = {
            "Has the running station treat a card as if it were presented.",
            "Without --dry-run this is a real tap: it is recorded, sent to the cloud, and serves."
        })
final class TapCommand implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Option(
            names = "--card",
            required = true,
            paramLabel = "UID",
            description = "The chip's UID in hex, for example 04A1B2C3.")
    private String card = "";

    @Option(
            names = "--reader",
            paramLabel = "NAME",
            defaultValue = "control",
            description = "The reader's name in the record (default: ${DEFAULT-VALUE}).")
    private String reader = "control";

    @Option(names = "--dry-run", description = "Only decide: record and show nothing.")
    private boolean dryRun;

    @Mixin private Answers answers = new Answers();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.put("card", Cards.parse(spec, card).hex()).put("reader", reader).put("dryRun", dryRun);
        JsonNode answer = config.control().post("/v1/tap", body);
        answers.tell("tap", answer, out -> print(answer, out));
        return answer.path("decision").asText().equals("out-of-service")
                ? ExitCode.FAILED
                : ExitCode.OK;
    }

    private static void print(JsonNode a, PrintWriter out) {
        String reason = a.path("reason").asText("");
        out.printf(
                "%s%s%s%n",
                a.path("dryRun").asBoolean() ? "would " : "",
                a.path("decision").asText(),
                reason.isEmpty() ? "" : ": " + reason);
        out.println(a.path("action").asText());
        for (String field : new String[] {"meal", "detail"}) {
            if (!a.path(field).asText("").isEmpty()) {
                out.println(a.path(field).asText());
            }
        }
        if (a.has("sequence")) {
            out.printf("record %s/%d%n", a.path("epoch").asText(), a.path("sequence").asLong());
        }
    }
}
