package com.hasivu.edge.screen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.decision.UndoDecision;

import java.util.List;

/**
 * One tap, or serve by hand, as the page shows it.
 *
 * @param at time of day
 * @param kind {@code serve}, {@code refuse} or {@code out}; {@code back} for a serve taken back
 * @param code of a refusal, see {@link Words#code}
 * @param name short; empty when no child is known
 * @param sequence of the record; 0: none
 * @param decidedNanos monotonic, for the time in which it may be taken back
 */
record Tapped(
        String at,
        String kind,
        String code,
        String name,
        String schoolClass,
        String meal,
        List<String> allergens,
        String detail,
        boolean byHand,
        long sequence,
        long decidedNanos) {
    Tapped takenBack() {
        return new Tapped(
                at,
                "back",
                code,
                name,
                schoolClass,
                meal,
                allergens,
                detail,
                byHand,
                sequence,
                decidedNanos);
    }

    /**
     * @param number grows by one from tap to tap; the page sounds once for each
     */
    void write(ObjectNode node, long number, long nowNanos) {
        node.put("n", number).put("at", at).put("kind", kind).put("code", code);
        node.put("name", name).put("class", schoolClass).put("meal", meal);
        allergens.forEach(node.putArray("allergens")::add);
        node.put("detail", detail).put("hand", byHand).put("sequence", sequence);
        long left = UndoDecision.PATIENCE.toNanos() - (nowNanos - decidedNanos);
        node.put("undoMillis", kind.equals("serve") ? Math.max(0, left / 1_000_000) : 0);
    }
}
