package com.hasivu.edge.screen;

import com.hasivu.protocol.wire.Reason;

import java.text.BreakIterator;
import java.util.Locale;

/** What the page is told in place of names and reasons. Pure. */
final class Words {
    private Words() {}

    /**
     * What the page says of a refusal: one code for all whose cause is nobody's business in a
     * queue. That an order is not paid is among them.
     */
    static String code(Reason reason) {
        return switch (reason) {
            case ALREADY_SERVED -> "again";
            case NOT_IN_WINDOW -> "time";
            case ALLERGEN_CONFLICT -> "allergy";
            case UNKNOWN_CARD, AMBIGUOUS_CARD -> "unknown";
            case SUPERVISOR_CARD -> "supervisor";
            case CARD_LOST, CARD_BLOCKED, CARD_EXPIRED, CARD_INACTIVE, WRONG_SCHOOL -> "card";
            case CARD_NOT_GENUINE, CARD_REPLAYED, CARD_NOT_PROVEN -> "copy";
            case NO_ORDER_TODAY, ORDER_CANCELLED, NOT_PAID, STUDENT_INACTIVE, UNKNOWN_CHILD ->
                    "office";
            case QUOTA_USED -> "quota";
            case NOT_A_SUPERVISOR -> "no-supervisor";
            case SNAPSHOT_TOO_OLD, CLOCK_NOT_TRUSTED, NO_SNAPSHOT -> "station";
            case REASON_UNSPECIFIED, UNRECOGNIZED ->
                    throw new IllegalArgumentException("no refusal has the reason " + reason);
        };
    }

    /** The first name, and the initial of the last: {@code Asha R.} of {@code Asha Lakshmi Rao}. */
    static String shortName(String name) {
        String[] parts = name.strip().split("\\s+");
        if (parts.length < 2) {
            return parts[0];
        }
        String last = parts[parts.length - 1].replaceAll("\\.+$", "");
        BreakIterator characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(last);
        int end = characters.next();
        return end == BreakIterator.DONE ? parts[0] : parts[0] + " " + last.substring(0, end) + ".";
    }
}
