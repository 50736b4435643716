package com.hasivu.edge.decision;

import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.CardNumbers;
import com.hasivu.protocol.CardNumbers.Meaning;

import java.util.List;
import java.util.Optional;

/**
 * The number a reader told, and the cards it may mean at this station. Pure: the same number and
 * snapshot mean the same.
 *
 * @param told the bytes the form keeps
 * @param known the known cards it may mean: one, or several when it is ambiguous; empty when it
 *     means none, or is a whole number, which means itself
 */
public record Presented(CardId told, CardForm form, List<CardId> known) {
    public Presented {
        known = List.copyOf(known);
    }

    /** A whole number. */
    public static Presented whole(CardId card) {
        return new Presented(card, CardForm.UID, List.of());
    }

    /** A number in any form, looked for among the cards of a snapshot. */
    public static Presented of(CardId told, CardForm form, Optional<DayOrders> orders) {
        if (form.keeps() == CardForm.Keeps.ALL || orders.isEmpty()) {
            return new Presented(told, form, List.of());
        }
        var reading = new CardNumbers.Reading(form, told);
        return switch (orders.get().resolve(List.of(reading))) {
            case Meaning.One(var card, var readings) -> new Presented(told, form, List.of(card));
            case Meaning.Several(var cards) -> new Presented(told, form, cards);
            case Meaning.Unknown unknown -> new Presented(told, form, List.of());
        };
    }

    /** The card meant; the number itself when that is unknown or ambiguous. */
    public CardId card() {
        return known.size() == 1 ? known.getFirst() : told;
    }

    /** Several known cards fit, so nobody is served by it. */
    public boolean isAmbiguous() {
        return known.size() > 1;
    }
}
