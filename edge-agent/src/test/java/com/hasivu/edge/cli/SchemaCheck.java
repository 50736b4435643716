package com.hasivu.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Holds what was printed against the shipped schemas, by a validator that is not ours. */
final class SchemaCheck {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();

    private SchemaCheck() {}

    /** Every document of it is as its schema says; the names of the schemas. */
    static Set<String> fits(String printed) {
        Set<String> names = new TreeSet<>();
        try (MappingIterator<JsonNode> documents =
                JSON.readerFor(JsonNode.class).readValues(printed)) {
            while (documents.hasNext()) {
                JsonNode answer = documents.next();
                String name = answer.path("schema").asText();
                assertThat(name).as(answer.toString()).startsWith("hasivu-edge/");
                assertThat(answer.path("version").isInt()).as(answer.toString()).isTrue();
                name = name.substring("hasivu-edge/".length());
                assertThat(schema(name).validate(answer.toString(), InputFormat.JSON))
                        .as(answer.toPrettyString())
                        .isEmpty();
                names.add(name);
            }
        } catch (IOException e) {
            throw new AssertionError("not JSON: " + printed, e);
        }
        return names;
    }

    static JsonSchema schema(String name) {
        return SCHEMAS.computeIfAbsent(
                name,
                one ->
                        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                                .getSchema(
                                        AnswerSchemas.text(one),
                                        SchemaValidatorsConfig.builder()
                                                .formatAssertionsEnabled(true)
                                                .build()));
    }
}
