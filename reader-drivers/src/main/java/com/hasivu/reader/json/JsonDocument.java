package com.hasivu.reader.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One JSON object, flat: {@code data.idHex} is the field {@code idHex} of the object {@code data}.
 * Immutable.
 *
 * @param fields texts, numbers and flags by path, as they are written; no nulls
 * @param lists the objects of arrays by path; what else an array holds is left out
 */
record JsonDocument(Map<String, String> fields, Map<String, List<JsonDocument>> lists) {
    static final int DEEPEST = 16;

    /** Duplicate names are refused: two readers of one text must not see two cards. */
    private static final JsonFactory JSON =
            new JsonFactoryBuilder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .streamReadConstraints(
                            StreamReadConstraints.builder()
                                    .maxNestingDepth(DEEPEST)
                                    .maxNumberLength(32)
                                    .maxStringLength(4096)
                                    .maxNameLength(256)
                                    .build())
                    .build();

    JsonDocument {
        fields = Map.copyOf(fields);
        lists = Map.copyOf(lists);
    }

    /** Empty if these bytes are not one whole JSON object. */
    static Optional<JsonDocument> parse(byte[] bytes) {
        try (JsonParser in = JSON.createParser(bytes)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            JsonDocument document = object(in);
            return in.nextToken() == null ? Optional.of(document) : Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    Optional<String> text(String path) {
        return Optional.ofNullable(fields.get(path));
    }

    List<JsonDocument> list(String path) {
        return lists.getOrDefault(path, List.of());
    }

    /** Whether anything stands in the object at {@code path}. */
    boolean holds(String path) {
        String prefix = path + ".";
        return fields.keySet().stream().anyMatch(field -> field.startsWith(prefix));
    }

    private static JsonDocument object(JsonParser in) throws IOException {
        var fields = new HashMap<String, String>();
        var lists = new HashMap<String, List<JsonDocument>>();
        into(in, "", fields, lists);
        return new JsonDocument(fields, lists);
    }

    private static void into(
            JsonParser in,
            String prefix,
            Map<String, String> fields,
            Map<String, List<JsonDocument>> lists)
            throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String path = prefix + in.currentName();
            switch (in.nextToken()) {
                case START_OBJECT -> into(in, path + ".", fields, lists);
                case START_ARRAY -> lists.put(path, array(in));
                case VALUE_NULL -> {}
                default -> fields.put(path, in.getText());
            }
        }
    }

    private static List<JsonDocument> array(JsonParser in) throws IOException {
        var objects = new ArrayList<JsonDocument>();
        for (var token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            if (token == JsonToken.START_OBJECT) {
                objects.add(object(in));
            } else if (token == JsonToken.START_ARRAY) {
                in.skipChildren();
            }
        }
        return List.copyOf(objects);
    }
}
