package com.hasivu.edge.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.reader.ReaderDrivers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The settings as a JSON Schema (2020-12), for editors and for the documents. It is made of what
 * the parser asks for, so the two cannot differ in a key. It is the weaker of both: limits of
 * durations and sizes, files that must be there, and twins are the parser's alone.
 */
public final class SettingsSchema {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String ITEM = "[].";

    private SettingsSchema() {}

    /** A known key: dotted, {@code readers[].baud} within the list. */
    record Known(Asked asked, String key, Optional<String> kind) {}

    /** The schema. */
    public static ObjectNode json() {
        ObjectNode root = JSON.objectNode();
        root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        root.put("$id", "https://hasivu.com/schemas/edge/settings.json");
        root.put("title", "Settings of a HASIVU station");
        root.put("type", "object").put("additionalProperties", false);
        for (Known known : known()) {
            if (known.key().contains(ITEM)) {
                putReaderKey(root, known);
            } else {
                put(root, "", known.key(), known.asked());
            }
        }
        return root;
    }

    /** Every key there is, those of a kind of reader once for each kind. */
    static List<Known> known() {
        StringBuilder probe = new StringBuilder("state-dir: s\nreaders:\n");
        List<String> kinds = ReaderDrivers.kinds();
        kinds.forEach(
                kind ->
                        probe.append(
                                "  - { name: %s, kind: %s, device: /dev/%s }\n"
                                        .formatted(kind, kind, kind)));
        Origin origin = new Origin(0, "probe", 0);
        List<Known> known = new ArrayList<>();
        for (Asked asked :
                StationSettings.probe(new SettingsFiles.Piece(origin, probe.toString()))) {
            String key = asked.key();
            int end = key.indexOf("].");
            if (end < 0) {
                known.add(new Known(asked, key, Optional.empty()));
            } else {
                int index = Integer.parseInt(key.substring(key.indexOf('[') + 1, end));
                String leaf = key.substring(end + 2);
                boolean common = List.of("name", "kind", "device").contains(leaf);
                if (!common || index == 0) {
                    known.add(
                            new Known(
                                    asked,
                                    key.substring(0, key.indexOf('[')) + ITEM + leaf,
                                    common ? Optional.empty() : Optional.of(kinds.get(index))));
                }
            }
        }
        return known;
    }

    private static void put(ObjectNode parent, String path, String key, Asked asked) {
        int dot = key.indexOf('.');
        if (dot < 0) {
            leaf(parent, path, key, asked);
            return;
        }
        String name = key.substring(0, dot);
        String here = path + name;
        ObjectNode section = section(parent.withObject("/properties"), name, here);
        put(section, here + ".", key.substring(dot + 1), asked);
    }

    /** A key may have a plain value or be a section, as {@code signal}: then either will do. */
    private static ObjectNode section(ObjectNode properties, String name, String path) {
        ObjectNode section = JSON.objectNode().put("type", "object");
        section.put("additionalProperties", false).putObject("properties");
        Descriptions.of(path).ifPresent(text -> section.put("description", text));
        if (properties.get(name) instanceof ObjectNode there) {
            if (there.path("type").asText().equals("object")) {
                return there;
            }
            if (there.path("anyOf").path(1) instanceof ObjectNode second) {
                return second;
            }
            ObjectNode both = JSON.objectNode();
            both.putArray("anyOf").add(there).add(section);
            properties.set(name, both);
            return section;
        }
        properties.set(name, section);
        return section;
    }

    private static void leaf(ObjectNode parent, String path, String name, Asked asked) {
        ObjectNode properties = parent.withObject("/properties");
        ObjectNode value = value(asked);
        Descriptions.of(path + name).ifPresent(text -> value.put("description", text));
        if (!asked.fix().isEmpty()) {
            value.put("$comment", asked.fix());
        }
        if (properties.get(name) instanceof ObjectNode section) {
            ObjectNode both = JSON.objectNode();
            both.putArray("anyOf").add(value).add(section);
            properties.set(name, both);
        } else {
            properties.set(name, value);
        }
        if (asked.required()) {
            parent.withArray("/required").add(name);
        }
    }

    private static void putReaderKey(ObjectNode root, Known known) {
        int cut = known.key().indexOf(ITEM);
        String list = known.key().substring(0, cut);
        String leaf = known.key().substring(cut + ITEM.length());
        ObjectNode items = root.withObject("/properties/" + list + "/items");
        items.put("type", "object").put("unevaluatedProperties", false);
        if (known.kind().isEmpty()) {
            leaf(items, list + ITEM, leaf, known.asked());
            return;
        }
        ObjectNode branch = branch(items.withArray("/allOf"), known.kind().get());
        leaf(branch, list + ITEM, leaf, known.asked());
    }

    private static ObjectNode branch(ArrayNode all, String kind) {
        for (JsonNode one : all) {
            if (one.at("/if/properties/kind/const").asText().equals(kind)
                    && one.get("then") instanceof ObjectNode then) {
                return then;
            }
        }
        ObjectNode one = all.addObject();
        ObjectNode condition = one.putObject("if");
        condition.putObject("properties").putObject("kind").put("const", kind);
        condition.putArray("required").add("kind");
        return one.putObject("then");
    }

    private static ObjectNode value(Asked asked) {
        ObjectNode node = JSON.objectNode();
        switch (asked.shape()) {
            case Shape.Text(var pattern) -> plain(node, pattern.pattern());
            case Shape.Secret(var pattern) -> plain(node, pattern.pattern()).put("writeOnly", true);
            case Shape.FilePath path -> node.put("type", "string").put("minLength", 1);
            case Shape.HttpUri uri ->
                    node.put("type", "string").put("pattern", "^https?://[^?@]+$");
            case Shape.Whole(var least, var most) ->
                    node.put("type", "integer").put("minimum", least).put("maximum", most);
            case Shape.Time time ->
                    node.put("type", "string").put("pattern", "^[0-9]{1,12} *(ms|s|m|h|d)$");
            case Shape.Bytes bytes ->
                    node.put("type", "string")
                            .put("pattern", "^[0-9]{1,12} *([Bb]|[KkMmGg][Ii][Bb])$");
            case Shape.Flag flag -> node.put("type", "boolean");
            case Shape.Choice(var allowed) -> allowed.forEach(node.putArray("enum")::add);
            case Shape.Items items -> node.put("type", "array");
        }
        defaults(node, asked);
        return node;
    }

    private static void defaults(ObjectNode node, Asked asked) {
        if (asked.otherwise().isEmpty()) {
            return;
        }
        switch (asked.shape()) {
            case Shape.Whole whole -> node.put("default", Integer.parseInt(asked.otherwise()));
            case Shape.Flag flag -> node.put("default", Boolean.parseBoolean(asked.otherwise()));
            case Shape.Items items -> node.putArray("default");
            default -> node.put("default", asked.otherwise());
        }
    }

    /** Text that YAML may take for a number or a truth value is text all the same. */
    private static ObjectNode plain(ObjectNode node, String pattern) {
        ArrayNode types = node.putArray("type").add("string");
        for (Map.Entry<String, String> other :
                new TreeMap<>(Map.of("9600", "number", "true", "boolean")).entrySet()) {
            if (other.getKey().matches(pattern)) {
                types.add(other.getValue());
            }
        }
        return node.put("pattern", "^(?:" + pattern + ")$");
    }
}
