package com.hasivu.cloud.schools;

import java.util.Locale;

/** Where a child stands. Only an active one is served. */
public enum StudentState {
    /** Nobody consents to its data being used, or nobody does any more. */
    AWAITING_CONSENT,
    ACTIVE,
    /** Has left the school; may come back. */
    LEFT,
    /** Left, and what named it is gone for good. */
    ERASED;

    /** As in answers, for example {@code awaiting-consent}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
