package com.hasivu.cloud.bulk;

import java.util.Locale;

/** A column of the sheet. The first line names them, in any order. */
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

    /** The first so many must be there. */
    static final int NEEDED = 3;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
