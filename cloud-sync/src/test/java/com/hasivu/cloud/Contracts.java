package com.hasivu.cloud;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What the served openapi.yaml says, read as a stranger would: operations, and a body for each. */
final class Contracts {
    private static final Set<String> METHODS = Set.of("get", "put", "post", "patch", "delete");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Texts that fit one pattern or another of the contract. */
    private static final List<String> TEXTS =
            List.of(
                    "lunch",
                    "2026-11-24",
                    "12:30",
                    "someone@greenfield.test",
                    "1",
                    "04A1B2C3",
                    "04a1b2c3d4e5f6",
                    "c0de000000000001",
                    "1234",
                    "123456",
                    "correct horse battery",
                    "a long enough text of no meaning",
                    "2026-11-24T06:00:00Z",
                    "Asia/Kolkata",
                    "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");

    private final JsonNode root;

    private Contracts(JsonNode root) {
        this.root = root;
    }

    /**
     * One operation.
     *
     * @param example its path with a value for each parameter that its schema lets through
     * @param body its schema, missing when it takes none in JSON
     */
    record Operation(String id, String method, String path, String example, JsonNode body) {}

    static Contracts of(CloudFixture cloud) {
        try {
            return new Contracts(
                    new YAMLMapper().readTree(cloud.web().get("/openapi.yaml").expect(200).text()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<Operation> operations() {
        var all = new ArrayList<Operation>();
        root.path("paths")
                .properties()
                .forEach(
                        path ->
                                path.getValue()
                                        .properties()
                                        .forEach(
                                                entry -> {
                                                    if (METHODS.contains(entry.getKey())) {
                                                        all.add(
                                                                operation(
                                                                        path.getKey(),
                                                                        path.getValue(),
                                                                        entry.getKey()));
                                                    }
                                                }));
        return all;
    }

    private Operation operation(String path, JsonNode shared, String method) {
        JsonNode it = shared.path(method);
        return new Operation(
                it.path("operationId").asText(),
                method.toUpperCase(Locale.ROOT),
                path,
                examplePath(path, shared.path("parameters"), it.path("parameters")),
                it.path("requestBody").path("content").path("application/json").path("schema"));
    }

    private String examplePath(String path, JsonNode... parameters) {
        String example = path;
        for (JsonNode list : parameters) {
            for (JsonNode parameter : list) {
                JsonNode it = resolve(parameter);
                if (!it.path("in").asText().equals("path")) {
                    continue;
                }
                example =
                        example.replace(
                                "{%s}".formatted(it.path("name").asText()),
                                example(it.path("schema")).asText());
            }
        }
        return example;
    }

    /** A body with every field there is, each of a value that its own schema lets through. */
    JsonNode example(JsonNode schema) {
        JsonNode it = resolve(schema);
        if (it.has("const")) {
            return it.get("const");
        }
        if (it.path("examples").isArray()) {
            return it.get("examples").get(0);
        }
        if (it.has("enum")) {
            return it.get("enum").get(0);
        }
        for (String choice : List.of("oneOf", "anyOf", "allOf")) {
            if (it.has(choice) && !it.has("properties")) {
                return example(it.get(choice).get(0));
            }
        }
        return switch (type(it)) {
            case "object" -> object(it);
            case "array" -> array(it);
            case "integer", "number" -> JSON.numberNode(Math.max(1, it.path("minimum").asLong(1)));
            case "boolean" -> JSON.booleanNode(true);
            default -> JSON.textNode(text(it));
        };
    }

    /** Whether an object of this schema may have that field. */
    boolean allows(JsonNode schema, String field) {
        JsonNode it = resolve(schema);
        if (it.path("properties").has(field)) {
            return true;
        }
        for (String choice : List.of("oneOf", "anyOf", "allOf")) {
            for (JsonNode one : it.path(choice)) {
                if (allows(one, field)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            return type.get(0).asText();
        }
        return type.asText(schema.has("properties") ? "object" : "string");
    }

    private ObjectNode object(JsonNode schema) {
        ObjectNode made = JSON.objectNode();
        schema.path("properties")
                .properties()
                .forEach(entry -> made.set(entry.getKey(), example(entry.getValue())));
        return made;
    }

    private ArrayNode array(JsonNode schema) {
        ArrayNode made = JSON.arrayNode();
        made.add(example(schema.path("items")));
        return made;
    }

    private static String text(JsonNode schema) {
        Pattern pattern = Pattern.compile(schema.path("pattern").asText(""));
        int shortest = schema.path("minLength").asInt(0);
        int longest = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        return TEXTS.stream()
                .filter(text -> pattern.matcher(text).find())
                .filter(text -> text.length() >= shortest && text.length() <= longest)
                .filter(text -> !schema.path("format").asText().equals("date") || isDate(text))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "no text fits %s; add one to Contracts.TEXTS"
                                                .formatted(schema)));
    }

    private static boolean isDate(String text) {
        return text.equals("2026-11-24");
    }

    private JsonNode resolve(JsonNode node) {
        JsonNode reference = node.get("$ref");
        return reference == null ? node : resolve(root.at(reference.asText().substring(1)));
    }
}
