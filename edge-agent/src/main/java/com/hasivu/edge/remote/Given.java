package com.hasivu.edge.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.settings.Overlay;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Settings as a command gave them, and as a file keeps them.
 *
 * @param command its id
 * @param trialMillis how long the trial may take
 */
record Given(String command, long trialMillis, Map<String, String> values) {
    private static final ObjectMapper JSON = new ObjectMapper();

    Given {
        values = Map.copyOf(values);
    }

    Overlay overlay(String mark) {
        return new Overlay(values, mark);
    }

    String text() {
        ObjectNode node = JSON.createObjectNode();
        node.put("command", command).put("trialMillis", trialMillis);
        ObjectNode settings = node.putObject("settings");
        new TreeMap<>(values).forEach(settings::put);
        return node.toPrettyString() + "\n";
    }

    /** Empty when the text is damaged. */
    static Optional<Given> read(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            if (!node.path("command").isTextual() || !node.path("settings").isObject()) {
                return Optional.empty();
            }
            Map<String, String> values = new TreeMap<>();
            for (var setting : node.path("settings").properties()) {
                if (!setting.getValue().isTextual()) {
                    return Optional.empty();
                }
                values.put(setting.getKey(), setting.getValue().textValue());
            }
            return Optional.of(
                    new Given(
                            node.path("command").textValue(),
                            node.path("trialMillis").asLong(),
                            values));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
