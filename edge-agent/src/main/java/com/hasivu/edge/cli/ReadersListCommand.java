package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.control.ControlException;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDrivers;
import com.hasivu.reader.line.SerialPorts;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The configured readers and, of a running station, how they fare. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = {
            "Lists the configured readers: name, kind, device and, when the station runs, state.",
            "Exit code 1 when a reader of the running station is not online."
        })
final class ReadersListCommand implements Callable<Integer> {
    @Mixin private ConfigOption config = new ConfigOption();

    @Option(names = "--kinds", description = "List the kinds a reader may have instead.")
    private boolean kinds;

    @Mixin private Answers answers = new Answers();

    @Override
    public Integer call() {
        if (kinds) {
            answers.tell("readers-kinds", Answers.listed("kinds", kindsJson()), this::printKinds);
            return ExitCode.OK;
        }
        Optional<JsonNode> running = running();
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        config.settings().readers().forEach(reader -> list.add(node(reader, running)));
        answers.tell(
                "readers-list",
                Answers.listed("readers", list).put("stationRuns", running.isPresent()),
                out -> {
                    if (list.isEmpty()) {
                        out.printf("no reader is configured in %s%n", config.file());
                    }
                    list.forEach(reader -> print(reader, out));
                });
        boolean allGood = list.findValuesAsText("state").stream().allMatch(s -> s.equals("online"));
        return running.isEmpty() || allGood ? ExitCode.OK : ExitCode.FAILED;
    }

    private static ArrayNode kindsJson() {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        ReaderDrivers.all()
                .forEach(
                        driver -> {
                            ArrayNode keys =
                                    list.addObject()
                                            .put("kind", driver.kind())
                                            .putArray("settings");
                            driver.settings().stream().sorted().forEach(keys::add);
                        });
        return list;
    }

    private void printKinds(PrintWriter out) {
        ReaderDrivers.all()
                .forEach(
                        driver ->
                                out.printf(
                                        "%-12s settings: %s%n",
                                        driver.kind(),
                                        String.join(
                                                ", ",
                                                driver.settings().stream().sorted().toList())));
    }

    private Optional<JsonNode> running() {
        try {
            return Optional.of(config.control().get("/v1/status").path("readers"));
        } catch (ControlException e) {
            if (e.kind() == ControlException.Kind.NOT_RUNNING) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static ObjectNode node(ReaderConfig reader, Optional<JsonNode> running) {
        ObjectNode node =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("name", reader.name())
                        .put("kind", reader.kind())
                        .put("device", reader.device());
        stable(reader).ifPresent(name -> node.put("stableName", name.toString()));
        if (running.isEmpty()) {
            return node.put("state", "station not running");
        }
        node.put("state", "not loaded: restart the station to use it");
        for (JsonNode state : running.get()) {
            if (state.path("name").asText().equals(reader.name())) {
                node.setAll((ObjectNode) state);
            }
        }
        return node;
    }

    private static Optional<Path> stable(ReaderConfig reader) {
        return reader.device().startsWith("/dev/tty")
                ? SerialPorts.stableName(Path.of(reader.device()))
                : Optional.empty();
    }

    private static void print(JsonNode reader, PrintWriter out) {
        String detail = reader.path("detail").asText("");
        out.printf(
                "%-16s %-12s %s: %s%s%n",
                reader.path("name").asText(),
                reader.path("kind").asText(),
                reader.path("device").asText(),
                reader.path("state").asText(),
                detail.isEmpty() ? "" : ", " + detail);
        if (reader.path("faults").asLong() > 0) {
            out.printf("  %d dropped bytes or answers%n", reader.path("faults").asLong());
        }
        if (reader.has("stableName")) {
            out.printf(
                    "  better configured as %s, which stays the same%n",
                    reader.path("stableName").asText());
        }
    }
}
