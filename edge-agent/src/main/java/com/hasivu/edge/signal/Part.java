package com.hasivu.edge.signal;

import java.util.Locale;
import java.util.Optional;

/** What a pin can switch at the counter. */
public enum Part {
    GREEN,
    RED,
    AMBER,
    BUZZER,
    /** A gate or anything else that may open only for a served child. */
    RELAY;

    /** As written in settings, for example {@code green}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Part> of(String label) {
        for (Part part : values()) {
            if (part.label().equals(label)) {
                return Optional.of(part);
            }
        }
        return Optional.empty();
    }
}
