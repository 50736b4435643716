package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.hasivu.protocol.CardId;

import java.util.List;

/** What is done to every answer before it is printed. */
final class Answers {
    private static final List<String> NUMBERS = List.of("card", "told");

    private Answers() {}

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
