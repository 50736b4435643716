package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.hasivu.protocol.CardId;

/** What is done to every answer before it is printed. */
final class Answers {
    private Answers() {}

    /** Masks each {@code card} in it, unless {@code reveal}. */
    static JsonNode masked(JsonNode answer, boolean reveal) {
        if (!reveal) {
            mask(answer);
        }
        return answer;
    }

    private static void mask(JsonNode node) {
        switch (node) {
            case ObjectNode object -> {
                if (object.path("card") instanceof TextNode card) {
                    object.put("card", new CardId(card.textValue()).masked());
                }
                object.forEach(Answers::mask);
            }
            case ArrayNode array -> array.forEach(Answers::mask);
            default -> {}
        }
    }
}
