package com.hasivu.edge.signal;

import com.hasivu.protocol.wire.Reason;

import java.util.Locale;
import java.util.Optional;

/** What a lamp tells apart. The screen tells more; a lamp must be understood at a glance. */
public enum Outcome {
    /** Hand over, also what is shown once more. */
    SERVED,
    /** This order was handed over before. */
    ALREADY_SERVED,
    /** Nothing is ordered that may be handed over now. */
    NO_ORDER,
    /** The card may not be used: lost, blocked, expired, a copy. */
    BLOCKED,
    UNKNOWN_CARD,
    /** A phone or a bank card: show the school card. */
    SCHOOL_CARD,
    /** Any other refusal: look at the screen. */
    REFUSED,
    /** Nothing can be recorded here. */
    OUT_OF_SERVICE;

    /** As written in settings and commands, for example {@code already-served}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** By its {@link #label}. */
    public static Optional<Outcome> of(String label) {
        for (Outcome outcome : values()) {
            if (outcome.label().equals(label)) {
                return Optional.of(outcome);
            }
        }
        return Optional.empty();
    }

    /** What a signal says. A refusal without a record is of a number that names nobody. */
    public static Outcome of(Shown shown) {
        return switch (shown.lamp()) {
            case SERVE, RESHOWN -> SERVED;
            case OUT_OF_SERVICE -> OUT_OF_SERVICE;
            case REFUSE ->
                    shown.record().isEmpty() ? SCHOOL_CARD : of(shown.reason().orElseThrow());
        };
    }

    private static Outcome of(Reason reason) {
        return switch (reason) {
            case ALREADY_SERVED -> ALREADY_SERVED;
            case NO_ORDER_TODAY, NOT_IN_WINDOW, ORDER_CANCELLED, NOT_PAID -> NO_ORDER;
            case CARD_INACTIVE,
                    CARD_LOST,
                    CARD_BLOCKED,
                    CARD_EXPIRED,
                    STUDENT_INACTIVE,
                    WRONG_SCHOOL,
                    CARD_NOT_GENUINE,
                    CARD_REPLAYED,
                    CARD_NOT_PROVEN ->
                    BLOCKED;
            case UNKNOWN_CARD, AMBIGUOUS_CARD -> UNKNOWN_CARD;
            case SUPERVISOR_CARD,
                    NOT_A_SUPERVISOR,
                    UNKNOWN_CHILD,
                    QUOTA_USED,
                    ALLERGEN_CONFLICT,
                    SNAPSHOT_TOO_OLD,
                    CLOCK_NOT_TRUSTED,
                    NO_SNAPSHOT,
                    REASON_UNSPECIFIED,
                    UNRECOGNIZED ->
                    REFUSED;
        };
    }
}
