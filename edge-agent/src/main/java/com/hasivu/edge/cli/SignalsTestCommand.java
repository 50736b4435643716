package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.hasivu.edge.signal.Outcome;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** Shows outcomes without a tap. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = {
            "Has the running station show outcomes on its lamp, buzzer and relay, and on the readers'",
            "own lamps, so that you see how they are wired. 'served' opens the gate. A tap meanwhile is",
            "served as always and cuts the pattern short. Exit code 1 when something shows nothing."
        })
final class SignalsTestCommand implements Callable<Integer> {
    private static final long PAUSE_MILLIS = 700;

    @Mixin private ConfigOption config = new ConfigOption();

    @Option(
            names = "--outcome",
            paramLabel = "NAME",
            description = {
                "One of served, already-served, no-order, blocked, unknown-card, school-card, refused,",
                "out-of-service; all of them, one after the other, without this option."
            })
    private Optional<String> outcome = Optional.empty();

    @Mixin private Answers answers = new Answers();

    @Spec private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        boolean good = true;
        for (Outcome next : outcomes()) {
            JsonNode shown =
                    config.control()
                            .post(
                                    "/v1/signals/test",
                                    JsonNodeFactory.instance
                                            .objectNode()
                                            .put("outcome", next.label()));
            good &= told(shown);
            if (outcome.isEmpty()) {
                TimeUnit.MILLISECONDS.sleep(shown.at("/lamp/millis").asLong() + PAUSE_MILLIS);
            }
        }
        return good ? ExitCode.OK : ExitCode.FAILED;
    }

    private List<Outcome> outcomes() {
        if (outcome.isEmpty()) {
            return List.of(Outcome.values());
        }
        return List.of(
                Outcome.of(outcome.get())
                        .orElseThrow(
                                () ->
                                        new ParameterException(
                                                spec.commandLine(),
                                                "--outcome is '%s'; use one of %s"
                                                        .formatted(outcome.get(), labels()))));
    }

    private static String labels() {
        return String.join(", ", Arrays.stream(Outcome.values()).map(Outcome::label).toList());
    }

    /** Prints it; whether something showed and nothing that can show failed. */
    private boolean told(JsonNode shown) {
        List<String> lines = new ArrayList<>();
        int lit = 0;
        boolean failed = false;
        if (shown.has("lamp")) {
            String why = shown.at("/lamp/why").asText();
            failed = !why.isEmpty();
            lit += failed ? 0 : 1;
            lines.add(
                    failed
                            ? "lamp: shows nothing: " + why
                            : "lamp: " + shown.at("/lamp/pattern").asText());
        }
        for (JsonNode reader : shown.path("readers")) {
            String why = reader.path("why").asText();
            lit += why.isEmpty() ? 1 : 0;
            lines.add(
                    "reader %s: %s"
                            .formatted(
                                    reader.path("name").asText(),
                                    why.isEmpty() ? "shows it" : why));
        }
        boolean nothing = lit == 0 && !failed;
        answers.tell(
                "signals-test",
                shown,
                out -> {
                    out.println(shown.path("outcome").asText());
                    lines.forEach(line -> out.println("  " + line));
                    if (nothing) {
                        out.println("  nothing here can show it; wire a lamp, see signal.gpio");
                    }
                });
        return lit > 0 && !failed;
    }
}
