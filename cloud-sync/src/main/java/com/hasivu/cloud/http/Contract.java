package com.hasivu.cloud.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.ValidationMessage;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Checks a request against its operation, before any handler: parameters, then the body. Every
 * fault is named at once. Pure.
 */
final class Contract {
    private static final String NO_NUMBER = "no number";
    private static final String JSON = "application/json";

    /** Faults named at once: a wrong body may hold a hundred thousand. */
    private static final int MOST_FAULTS = 100;

    private Contract() {}

    /** A path parameter that cannot be names nothing: 404, like any other stranger. */
    static void checkPath(Operation operation, Map<String, String> path) {
        for (Operation.Parameter parameter : operation.parameters()) {
            if (parameter.in().equals("path")
                    && !faults(parameter, String.valueOf(path.get(parameter.name()))).isEmpty()) {
                throw Problem.notFound();
            }
        }
    }

    /** The query, each parameter known and given once. */
    static Map<String, String> checkQuery(Operation operation, Map<String, List<String>> given) {
        var faults = new ArrayList<Problem.Fault>();
        var values = new HashMap<String, String>();
        Set<String> known =
                operation.parameters().stream()
                        .filter(p -> p.in().equals("query"))
                        .map(Operation.Parameter::name)
                        .collect(Collectors.toSet());
        new TreeMap<>(given)
                .forEach(
                        (name, all) -> {
                            if (!known.contains(name)) {
                                faults.add(
                                        Problem.Fault.of(
                                                name,
                                                "is not known here; use "
                                                        + known.stream().sorted().toList()));
                            } else if (all.size() > 1) {
                                faults.add(Problem.Fault.of(name, "is given more than once"));
                            } else {
                                values.put(name, all.getFirst());
                            }
                        });
        for (Operation.Parameter parameter : operation.parameters()) {
            if (parameter.in().equals("query")) {
                collect(parameter, values.get(parameter.name()), faults);
            }
        }
        refuse(faults, "invalid-query", "the query does not fit this operation");
        return values;
    }

    /** The headers the operation names, by the contract's words; each given or left out. */
    static Map<String, String> checkHeaders(
            Operation operation, Function<String, @Nullable String> given) {
        var faults = new ArrayList<Problem.Fault>();
        var values = new HashMap<String, String>();
        for (Operation.Parameter parameter : operation.parameters()) {
            if (parameter.in().equals("header")) {
                String value = given.apply(parameter.name());
                collect(parameter, value, faults);
                if (value != null) {
                    values.put(parameter.name(), value);
                }
            }
        }
        refuse(faults, "invalid-header", "a header does not fit this operation");
        return values;
    }

    /** The body as a tree, or an empty object where none is needed. */
    static JsonNode checkBody(Operation operation, @Nullable String mediaType, byte[] bytes) {
        JsonSchema schema = operation.body();
        String textType = operation.textType();
        if (bytes.length > 0 && textType != null) {
            if (!isText(mediaType, textType)) {
                throw wrongMediaType(textType, mediaType);
            }
            return JsonNodeFactory.instance.binaryNode(bytes);
        }
        if (bytes.length == 0 && !operation.bodyRequired()) {
            return JsonNodeFactory.instance.objectNode();
        }
        if (bytes.length == 0) {
            throw Problem.badRequest(
                    "invalid-body",
                    "this operation needs a body",
                    Problem.Fault.at(
                            "",
                            "is missing; send %s"
                                    .formatted(textType == null ? "a JSON object" : textType)));
        }
        if (!isText(mediaType, JSON)) {
            throw wrongMediaType(JSON, mediaType);
        }
        JsonNode body = Json.read(bytes);
        var faults = new ArrayList<Problem.Fault>();
        if (schema == null) {
            if (!body.isObject() || !body.isEmpty()) {
                faults.add(Problem.Fault.at("", "this operation takes no body"));
            }
        } else {
            schema.validate(body).forEach(message -> faults.add(fault(message)));
            TextCheck.collect(body, "", faults);
        }
        refuse(faults, "invalid-body", "the body does not fit this operation");
        return body;
    }

    private static Problem wrongMediaType(String wanted, @Nullable String given) {
        return new Problem(
                415,
                "unsupported-media-type",
                "Unsupported media type",
                "send the body as %s in UTF-8, not as '%s'"
                        .formatted(wanted, given == null ? "" : given));
    }

    /** Of that type, and in UTF-8. */
    private static boolean isText(@Nullable String mediaType, String wanted) {
        if (mediaType == null) {
            return false;
        }
        String[] parts = mediaType.toLowerCase(java.util.Locale.ROOT).split(";");
        if (!parts[0].strip().equals(wanted)) {
            return false;
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                return false;
            }
        }
        return true;
    }

    private static void collect(
            Operation.Parameter parameter, @Nullable String value, List<Problem.Fault> faults) {
        if (value == null) {
            if (parameter.required()) {
                faults.add(Problem.Fault.of(parameter.name(), "is missing"));
            }
            return;
        }
        faults(parameter, value)
                .forEach(detail -> faults.add(Problem.Fault.of(parameter.name(), detail)));
    }

    private static List<String> faults(Operation.Parameter parameter, String value) {
        if (!TextCheck.clean(value)) {
            return List.of("holds a control character");
        }
        JsonNode node = JsonNodeFactory.instance.textNode(value);
        if (parameter.numeric()) {
            try {
                node = JsonNodeFactory.instance.numberNode(Long.parseLong(value));
            } catch (NumberFormatException e) {
                return List.of("is '%s': %s".formatted(value, NO_NUMBER));
            }
        }
        return parameter.schema().validate(node).stream().map(ValidationMessage::getError).toList();
    }

    private static Problem.Fault fault(ValidationMessage message) {
        String pointer = message.getInstanceLocation().toString();
        if (message.getProperty() != null) { // a missing or unknown field: name it, not its parent
            pointer += "/" + TextCheck.escape(message.getProperty());
        }
        return Problem.Fault.at(pointer, message.getError());
    }

    private static void refuse(List<Problem.Fault> faults, String code, String detail) {
        if (!faults.isEmpty()) {
            throw Problem.badRequest(
                    code, detail, faults.stream().limit(MOST_FAULTS).toArray(Problem.Fault[]::new));
        }
    }
}
