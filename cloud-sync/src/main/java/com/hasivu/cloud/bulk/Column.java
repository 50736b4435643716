package com.hasivu.cloud.bulk;

import java.util.Locale;
import java.util.Optional;

/** A column of the sheet. The first line names them, in any order; three must be there. */
enum Column {
    ROLL,
    NAME,
    CLASS,
    DIET,
    /** Codes, joined by semicolon. */
    ALLERGENS,
    /** Where the school keeps the paper a parent signed. */
    CONSENT,
    GUARDIAN_NAME,
    GUARDIAN_EMAIL,
    /** {@code order}, {@code collect} or {@code order+collect}, which is meant by nothing. */
    GUARDIAN_RIGHTS,
    GUARDIAN2_NAME,
    GUARDIAN2_EMAIL,
    GUARDIAN2_RIGHTS;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean needed() {
        return ordinal() <= CLASS.ordinal();
    }

    static Optional<Column> of(String label) {
        for (Column column : values()) {
            if (column.label().equals(label.strip().toLowerCase(Locale.ROOT))) {
                return Optional.of(column);
            }
        }
        return Optional.empty();
    }
}
