package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

import java.util.concurrent.Callable;

/** Lights without meals, for whoever sets a counter up or shows it. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Begins or ends a demonstration: each card held to a reader of the running station lights",
            "the next outcome (served, already served, no order, ...). Nothing is decided, recorded or",
            "sent; status, doctor and the counter's screen say that it runs. It ends by itself after",
            "30 minutes or at a restart, and is refused while a meal is open or still to come today."
        })
final class DemoCommand implements Callable<Integer> {
    /** As it is written. */
    enum Switch {
        on,
        off
    }

    @Mixin private ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "on|off", description = "${COMPLETION-CANDIDATES}")
    private Switch wanted = Switch.off;

    @Mixin private Answers answers = new Answers();

    @Override
    public Integer call() {
        JsonNode told =
                config.control()
                        .post(
                                "/v1/demo",
                                JsonNodeFactory.instance
                                        .objectNode()
                                        .put("on", wanted == Switch.on));
        boolean on = told.path("on").asBoolean();
        answers.tell(
                "demo",
                told,
                out -> {
                    String why = told.path("why").asText();
                    if (!why.isEmpty()) {
                        out.println("no demonstration: " + why);
                    } else if (on) {
                        out.printf(
                                "a demonstration runs for %d min: cards light up and serve nobody; 'hasivu-edge demo off' ends it%n",
                                told.path("seconds").asLong() / 60);
                    } else {
                        out.println("no demonstration runs: taps are real ones");
                    }
                });
        return on == (wanted == Switch.on) ? ExitCode.OK : ExitCode.FAILED;
    }
}
