package com.hasivu.cloud.rfid;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Why a serve did not fit the cloud's truth, and what became of it: docs/wire-protocol.md,
 * "Conflicts". In each case the meal was handed over, the record is committed and acked, no order
 * moves and no money does.
 */
public enum ConflictKind {
    ALREADY_DELIVERED("the order stays delivered by the serve that was committed first"),
    ORDER_CANCELLED("the order stays cancelled, its refund stands"),
    NOT_PAID("the order still waits for its payment"),
    ORDER_ENDED("the order stays expired"),
    OTHER_STUDENT("the order stays with the child it is of, undelivered by this"),
    UNKNOWN_ORDER("nothing: the school has no such order");

    private final String outcome;

    ConflictKind(String outcome) {
        this.outcome = outcome;
    }

    /** As in the database and in answers, for example {@code not-paid}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What became of the order. */
    public String outcome() {
        return outcome;
    }

    static Optional<ConflictKind> of(String label) {
        return Arrays.stream(values()).filter(kind -> kind.label().equals(label)).findFirst();
    }
}
