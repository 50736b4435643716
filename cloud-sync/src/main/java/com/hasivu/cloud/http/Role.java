package com.hasivu.cloud.http;

import java.util.Locale;

/** What a person may do. Given by the server, never chosen by the client. */
public enum Role {
    /** Runs the service; sees every school. */
    PLATFORM_ADMIN,
    SCHOOL_ADMIN,
    TEACHER,
    KITCHEN_STAFF,
    /** Judges dishes and menus. */
    NUTRITIONIST,
    /** Heads the school. */
    PRINCIPAL,
    PARENT,
    /** A child who signs in itself. */
    STUDENT;

    /** Whether the person works for the school or the service, and may see more than one family. */
    public boolean staff() {
        return switch (this) {
            case PLATFORM_ADMIN, SCHOOL_ADMIN, TEACHER, KITCHEN_STAFF, NUTRITIONIST, PRINCIPAL ->
                    true;
            case PARENT, STUDENT -> false;
        };
    }

    /** As in tokens and answers, for example {@code school_admin}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a label.
     *
     * @throws IllegalArgumentException if there is no such role
     */
    public static Role of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }
}
