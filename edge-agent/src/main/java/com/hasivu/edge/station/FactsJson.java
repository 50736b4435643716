package com.hasivu.edge.station;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.decision.CardFacts;
import com.hasivu.edge.decision.Child;

import java.util.List;
import java.util.function.UnaryOperator;

/** What a snapshot says of a card's child and orders, as people and scripts read it. */
public final class FactsJson {
    private FactsJson() {}

    /**
     * Adds {@code student}, when the card has one, and {@code orders}.
     *
     * @param states how a state's name is written, for example in lower case
     */
    public static void put(ObjectNode node, CardFacts facts, UnaryOperator<String> states) {
        facts.student().ifPresent(student -> put(node, student));
        put(node, facts.orders(), states);
    }

    /** The same of a child, card or not. */
    public static void put(ObjectNode node, Child child, UnaryOperator<String> states) {
        put(node, child.student());
        put(node, child.orders(), states);
    }

    private static void put(ObjectNode node, CardFacts.StudentFacts student) {
        ObjectNode child = node.putObject("student");
        child.put("id", student.id().value()).put("name", student.name());
        child.put("class", student.schoolClass());
        child.put("active", student.active());
        student.allergens().forEach(child.putArray("allergens")::add);
    }

    private static void put(
            ObjectNode node, List<CardFacts.OrderFacts> facts, UnaryOperator<String> states) {
        ArrayNode orders = node.putArray("orders");
        for (CardFacts.OrderFacts order : facts) {
            String state = order.state().name().replace("ORDER_STATE_", "");
            orders.addObject()
                    .put("id", order.id().value())
                    .put("window", order.window().value())
                    .put("state", states.apply(state))
                    .put("meal", order.meal());
        }
    }
}
