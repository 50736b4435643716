package com.hasivu.cloud.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.function.UnaryOperator;

/**
 * An example of what a schema lets through: its own {@code examples}, else the first of an enum,
 * else of the first form of a oneOf, else the least that its type allows. A pattern needs {@code
 * examples} beside it. Pure.
 */
final class Samples {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Deepest level; ours need 4. */
    private static final int DEPTH = 8;

    private final UnaryOperator<JsonNode> resolve;

    /**
     * @param resolve follows {@code $ref}
     */
    Samples(UnaryOperator<JsonNode> resolve) {
        this.resolve = resolve;
    }

    JsonNode of(JsonNode schema) {
        return of(schema, DEPTH);
    }

    private JsonNode of(JsonNode reference, int depth) {
        JsonNode schema = resolve.apply(reference);
        if (schema.has("examples")) {
            return schema.path("examples").path(0);
        }
        if (schema.has("enum")) {
            return schema.path("enum").path(0);
        }
        if (schema.has("oneOf")) {
            return of(schema.path("oneOf").path(0), depth);
        }
        return switch (schema.path("type").asText()) {
            case "object" -> object(schema, depth);
            case "array" -> array(schema, depth);
            case "integer", "number" -> NODES.numberNode(schema.path("minimum").asLong(1));
            case "boolean" -> NODES.booleanNode(true);
            default -> NODES.textNode(text(schema));
        };
    }

    private ObjectNode object(JsonNode schema, int depth) {
        ObjectNode object = NODES.objectNode();
        if (depth > 0) {
            schema.path("properties")
                    .properties()
                    .forEach(field -> object.set(field.getKey(), of(field.getValue(), depth - 1)));
        }
        return object;
    }

    private ArrayNode array(JsonNode schema, int depth) {
        ArrayNode array = NODES.arrayNode();
        if (depth > 0 && schema.has("items")) {
            array.add(of(schema.path("items"), depth - 1));
        }
        return array;
    }

    private static String text(JsonNode schema) {
        String text =
                switch (schema.path("format").asText()) {
                    case "date" -> "2026-11-24";
                    case "date-time" -> "2026-11-24T07:11:00Z";
                    case "password" -> "a long enough password";
                    default -> "text";
                };
        int least = schema.path("minLength").asInt(0);
        return text.length() >= least ? text : text + "x".repeat(least - text.length());
    }
}
