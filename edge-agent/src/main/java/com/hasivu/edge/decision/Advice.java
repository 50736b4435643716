package com.hasivu.edge.decision;

import com.hasivu.protocol.wire.Reason;

/** What the person at the counter does about each refusal: the one place for these texts. */
public final class Advice {
    /** With a serve. */
    public static final String SERVE = "Hand over the meal.";

    /** When the journal cannot take a record. */
    public static final String OUT_OF_SERVICE =
            "Hand over nothing here. Send the child to another counter and call the technician.";

    /** For a phone or a bank card, whose number is a new one with each tap. */
    public static final String MADE_UP =
            "Random number: a phone or a bank card. Ask for the school card.";

    private Advice() {}

    /** One or two sentences in English. */
    public static String of(Reason reason) {
        return switch (reason) {
            case UNKNOWN_CARD ->
                    "Card is not known. Ask the name and send the child to the school office.";
            case AMBIGUOUS_CARD ->
                    "The reader tells only a part of the number, and several cards fit. Serve by name;"
                            + " the office gives this child another card.";
            case CARD_INACTIVE -> "Card is not active. Send the child to the school office.";
            case CARD_LOST -> "Card was reported lost. Keep it and call the school office.";
            case CARD_BLOCKED -> "Card is blocked. Send the child to the school office.";
            case CARD_EXPIRED -> "Card has expired. Send the child to the school office.";
            case STUDENT_INACTIVE ->
                    "Child is not on the active list. Send the child to the school office.";
            case WRONG_SCHOOL -> "Card belongs to another school. Send the child to the office.";
            case NO_ORDER_TODAY -> "No meal is ordered for today. Send the child to the office.";
            case NOT_IN_WINDOW ->
                    "The meal is for another time. Ask the child to come back at that time.";
            case ORDER_CANCELLED -> "The order was cancelled. Send the child to the office.";
            case NOT_PAID -> "The order is not paid. Send the child to the school office.";
            case ALREADY_SERVED ->
                    "The meal was handed over already. Look at the time and counter shown.";
            case ALLERGEN_CONFLICT ->
                    "Do not hand over: the meal holds what this child must not eat. Call the"
                            + " supervisor.";
            case SNAPSHOT_TOO_OLD ->
                    "The station has no list for today. Check the network and call the technician.";
            case CLOCK_NOT_TRUSTED ->
                    "The station's clock is wrong. Call the technician to set it.";
            case NO_SNAPSHOT ->
                    "The station has no list yet. Check the network and call the technician.";
            case CARD_NOT_GENUINE ->
                    "Card is a forgery, or not one of ours. Keep it and call the school office.";
            case CARD_REPLAYED ->
                    "Card shows an old proof: it may be a copy. Hold it to the reader once more; if it"
                            + " is refused again, keep it and call the school office.";
            case CARD_NOT_PROVEN ->
                    "Card did not prove to be the real one: it may be a copy. Send the child to the"
                            + " school office with it.";
            case SUPERVISOR_CARD ->
                    "A supervisor's card: it fetches no meal. Serve by hand on the counter's screen.";
            case NOT_A_SUPERVISOR ->
                    "Only a supervisor of this school serves by hand. Ask the school office.";
            case UNKNOWN_CHILD ->
                    "The list of today has no such child. Send the child to the school office.";
            case QUOTA_USED -> "The serves by hand of today are used up. Ask the school office.";
            case REASON_UNSPECIFIED, UNRECOGNIZED ->
                    throw new IllegalArgumentException("no refusal has the reason " + reason);
        };
    }
}
