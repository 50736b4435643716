package com.hasivu.cloud.plans;

import com.hasivu.cloud.http.Role;

import java.util.Locale;
import java.util.Optional;

/**
 * How far a plan is. Forward in this order, one approval after the other; back to {@link #DRAFT}
 * from anywhere between by a rejection.
 */
enum PlanState {
    DRAFT,
    SUBMITTED,
    NUTRITIONIST_APPROVED,
    ADMIN_APPROVED,
    /** By all three. */
    APPROVED,
    PUBLISHED,
    /** A draft that was thrown away. */
    DISCARDED;

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static PlanState of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /** Whose approval is next; empty when none is. */
    Optional<Role> waitsFor() {
        return switch (this) {
            case SUBMITTED -> Optional.of(Role.NUTRITIONIST);
            case NUTRITIONIST_APPROVED -> Optional.of(Role.SCHOOL_ADMIN);
            case ADMIN_APPROVED -> Optional.of(Role.PRINCIPAL);
            case DRAFT, APPROVED, PUBLISHED, DISCARDED -> Optional.empty();
        };
    }

    /** Whether its meals are its own: no other plan may have them. */
    boolean holdsMeals() {
        return this != DRAFT && this != DISCARDED;
    }

    boolean mayBecome(PlanState next) {
        return switch (next) {
            case DRAFT -> holdsMeals() && this != PUBLISHED;
            case SUBMITTED, DISCARDED -> this == DRAFT;
            case NUTRITIONIST_APPROVED -> this == SUBMITTED;
            case ADMIN_APPROVED -> this == NUTRITIONIST_APPROVED;
            case APPROVED -> this == ADMIN_APPROVED;
            case PUBLISHED -> this == APPROVED;
        };
    }

    /**
     * What an approval makes of it.
     *
     * @throws IllegalStateException if it waits for none
     */
    PlanState approved() {
        return switch (this) {
            case SUBMITTED -> NUTRITIONIST_APPROVED;
            case NUTRITIONIST_APPROVED -> ADMIN_APPROVED;
            case ADMIN_APPROVED -> APPROVED;
            case DRAFT, APPROVED, PUBLISHED, DISCARDED ->
                    throw new IllegalStateException(
                            "a plan that is %s waits for nobody".formatted(label()));
        };
    }
}
