package com.hasivu.edge.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * Deny by default: of a JSON document only the listed fields are kept, and of those only what is a
 * number, a truth value, a time, or one of the program's own words. Pure.
 */
final class Kept {
    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d(T[0-9:.]{5,18}Z)?");
    private static final Pattern WORD = Pattern.compile("[a-z]+(-[a-z]+)*|[A-Z]+(_[A-Z]+)+");
    private static final int LONGEST = 40;

    private Kept() {}

    /**
     * The part of {@code from} that may leave the school.
     *
     * @param fields paths with dots; a list's items have no place in it: {@code readers.state}
     */
    static ObjectNode of(JsonNode from, Set<String> fields) {
        ObjectNode to = JsonNodeFactory.instance.objectNode();
        copy(from, "", fields, to);
        return to;
    }

    private static void copy(JsonNode from, String path, Set<String> fields, ObjectNode to) {
        from.properties()
                .forEach(
                        field -> {
                            String here = path + field.getKey();
                            JsonNode value = field.getValue();
                            if (fields.contains(here) && isPlain(value)) {
                                to.set(field.getKey(), value);
                            } else if (fields.stream().anyMatch(f -> f.startsWith(here + "."))) {
                                within(value, here, fields, to, field.getKey());
                            }
                        });
    }

    private static void within(
            JsonNode value, String path, Set<String> fields, ObjectNode to, String name) {
        if (value.isObject()) {
            copy(value, path + ".", fields, to.putObject(name));
        } else if (value.isArray()) {
            ArrayNode list = to.putArray(name);
            value.forEach(item -> copy(item, path + ".", fields, list.addObject()));
        }
    }

    private static boolean isPlain(JsonNode value) {
        String text = value.asText();
        return value.isNumber()
                || value.isBoolean()
                || (value.isTextual()
                        && text.length() <= LONGEST
                        && (TIME.matcher(text).matches() || WORD.matcher(text).matches()));
    }
}
