package com.hasivu.cloud.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import java.io.IOException;

/** JSON in and out, strict: no duplicate keys, nothing after the end, bounded depth. */
final class Json {
    /** Deepest nesting of a body; ours need 3. */
    static final int MAX_DEPTH = 16;

    /** Longest name of a field. */
    static final int MAX_NAME = 200;

    /** Names, values and brackets of a body: a list of 5,000 children needs half of it. */
    static final int MAX_TOKENS = 100_000;

    static final ObjectMapper MAPPER =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNestingDepth(MAX_DEPTH)
                                                    .maxNumberLength(40)
                                                    .maxNameLength(MAX_NAME)
                                                    .maxTokenCount(MAX_TOKENS)
                                                    .build())
                                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                                    .build())
                    .addModule(new JavaTimeModule())
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .serializationInclusion(JsonInclude.Include.NON_NULL)
                    .build();

    private Json() {}

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value.getClass(), e);
        }
    }

    /** For people. */
    static String pretty(JsonNode node) {
        return node.toPrettyString();
    }

    /** Reads a body, or throws the problem that names what is wrong with it. */
    static JsonNode read(byte[] bytes) {
        JsonNode node;
        try {
            node = MAPPER.readTree(bytes);
        } catch (StreamConstraintsException e) {
            if (String.valueOf(e.getMessage()).contains("nesting depth")) {
                throw Problem.badRequest(
                        "body-too-deep", "the body is nested deeper than %d".formatted(MAX_DEPTH));
            }
            throw Problem.badRequest(
                    "body-too-complex",
                    "the body holds a number longer than 40, a name longer than %d or more than %d values"
                            .formatted(MAX_NAME, MAX_TOKENS));
        } catch (JsonProcessingException e) {
            var where = e.getLocation();
            throw Problem.badRequest(
                    "malformed-json",
                    "the body is not JSON: %s (line %d, column %d)"
                            .formatted(
                                    e.getOriginalMessage(),
                                    where == null ? 1 : where.getLineNr(),
                                    where == null ? 1 : where.getColumnNr()));
        } catch (IOException e) {
            throw Problem.badRequest("malformed-json", "the body is not JSON in UTF-8");
        }
        if (node.isMissingNode()) {
            throw Problem.badRequest("malformed-json", "the body is empty; send a JSON object");
        }
        return node;
    }
}
