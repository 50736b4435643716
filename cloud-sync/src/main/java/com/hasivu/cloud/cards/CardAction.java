package com.hasivu.cloud.cards;

import java.util.Locale;

/** What can be done to a card. */
public enum CardAction {
    BIND,
    ACTIVATE,
    BLOCK,
    REPORT_LOST,
    REPORT_DAMAGED,
    EXPIRE,
    RETURN;

    /** What is done to a card that ends {@code lost}, {@code damaged} or {@code returned}. */
    public static CardAction ending(String state) {
        return switch (state) {
            case "lost" -> REPORT_LOST;
            case "damaged" -> REPORT_DAMAGED;
            case "returned" -> RETURN;
            default -> throw new IllegalArgumentException("no card ends as '%s'".formatted(state));
        };
    }

    /** As in the path, for example {@code report-lost}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
