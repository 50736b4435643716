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

    /** As in the path, for example {@code report-lost}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
