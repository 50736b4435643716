package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.hasivu.protocol.CardId;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.Consumer;

/**
 * How every command answers: text for people, or with {@code --json} objects that name their schema
 * and its version. Fields may be added within a version; none is taken away.
 */
final class Answers {
    /** Of every schema in {@link AnswerSchemas}. */
    static final int VERSION = 1;

    private static final List<String> NUMBERS = List.of("card", "told");

    @Option(names = "--json", description = "Print JSON that names its schema and version.")
    private boolean json;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command = CommandSpec.create();

    boolean json() {
        return json;
    }

    PrintWriter out() {
        return command.commandLine().getOut();
    }

    /** One document, or text. */
    void tell(String schema, JsonNode body, Consumer<PrintWriter> text) {
        PrintWriter out = out();
        if (json) {
            out.println(named(schema, body).toPrettyString());
        } else {
            text.accept(out);
        }
        out.flush();
    }

    /** One of many: an object on a line of its own, or text. The caller flushes. */
    void line(String schema, JsonNode body, Consumer<PrintWriter> text) {
        if (json) {
            out().println(named(schema, body));
        } else {
            text.accept(out());
        }
    }

    /** With the schema's name and version before the fields. */
    static ObjectNode named(String schema, JsonNode body) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        AnswerSchemas.require(schema);
        answer.put("schema", "hasivu-edge/" + schema).put("version", VERSION);
        body.properties().forEach(field -> answer.set(field.getKey(), field.getValue()));
        return answer;
    }

    /** An object of one list. */
    static ObjectNode listed(String name, JsonNode list) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.set(name, list);
        return body;
    }

    /** Masks each card number in it, unless {@code reveal}. */
    static JsonNode masked(JsonNode answer, boolean reveal) {
        if (!reveal) {
            mask(answer);
        }
        return answer;
    }

    private static void mask(JsonNode node) {
        switch (node) {
            case ObjectNode object -> {
                for (String field : NUMBERS) {
                    if (object.path(field) instanceof TextNode number) {
                        object.put(field, new CardId(number.textValue()).masked());
                    }
                }
                object.forEach(Answers::mask);
            }
            case ArrayNode array -> array.forEach(Answers::mask);
            default -> {}
        }
    }
}
