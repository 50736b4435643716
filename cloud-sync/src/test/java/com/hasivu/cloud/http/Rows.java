package com.hasivu.cloud.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Names of rows that a request may hold: in a path by what stands before the parameter, for example
 * {@code orders/{id}}, or by the parameter alone; in a body or a query by the field, or by
 * operation and field, for example {@code linkGuardian.email}. Immutable.
 *
 * @param of whose rows these are
 */
record Rows(String of, Map<String, String> names) {
    private static final Pattern PARAMETER = Pattern.compile("(?:([a-z-]+)/)?\\{([a-zA-Z]+)}");

    Rows {
        names = Map.copyOf(names);
    }

    /** These rows, and that one from elsewhere. */
    Rows with(String key, Rows other) {
        var all = new TreeMap<>(names);
        all.put(key, other.name(key));
        return new Rows("%s with %s of %s".formatted(of, key, other.of()), all);
    }

    String name(String key) {
        String name = names.get(key);
        if (name == null) {
            throw new AssertionError(
                    "there is no row for '%s' (%s): let Neighbours make one for each family and name it so"
                            .formatted(key, of));
        }
        return name;
    }

    boolean differ(String key, Rows other) {
        return !name(key).equals(other.name(key));
    }

    /** By which keys the operation's path names rows, the school left out. */
    List<String> keys(Operation operation) {
        return PARAMETER
                .matcher(operation.path())
                .results()
                .map(found -> key(found.group(1), found.group(2)))
                .filter(key -> !key.equals("school"))
                .toList();
    }

    private String key(@Nullable String before, String parameter) {
        String both = "%s/{%s}".formatted(before, parameter);
        return names.containsKey(both) ? both : parameter;
    }

    String path(Operation operation) {
        return PARAMETER
                .matcher(operation.path())
                .replaceAll(
                        found -> {
                            String before = found.group(1);
                            String name = name(key(before, found.group(2)));
                            return before == null ? name : before + "/" + name;
                        });
    }

    /** By which keys the body names rows. */
    List<String> keys(Operation operation, JsonNode sample) {
        var keys = new ArrayList<String>();
        fill(operation.id(), sample.deepCopy(), keys);
        return keys;
    }

    /** The same body with these rows in it. */
    JsonNode body(Operation operation, JsonNode sample) {
        JsonNode body = sample.deepCopy();
        fill(operation.id(), body, new ArrayList<>());
        return body;
    }

    private void fill(String place, JsonNode node, List<String> keys) {
        if (node instanceof ObjectNode object) {
            object.propertyStream()
                    .map(Map.Entry::getKey)
                    .toList()
                    .forEach(
                            field -> {
                                String inPlace = "%s.%s".formatted(place, field);
                                String key = names.containsKey(inPlace) ? inPlace : field;
                                JsonNode value = object.path(field);
                                if (names.containsKey(key) && value.isValueNode()) {
                                    object.set(field, like(value, name(key)));
                                    keys.add(key);
                                } else {
                                    fill(field, value, keys);
                                }
                            });
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (names.containsKey(place) && array.get(i).isValueNode()) {
                    array.set(i, like(array.get(i), name(place)));
                    keys.add(place);
                } else {
                    fill(place, array.get(i), keys);
                }
            }
        }
    }

    private static JsonNode like(JsonNode value, String text) {
        var nodes = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance;
        if (value.isNumber()) {
            return nodes.numberNode(Long.parseLong(text));
        }
        return value.isBoolean()
                ? nodes.booleanNode(Boolean.parseBoolean(text))
                : nodes.textNode(text);
    }
}
