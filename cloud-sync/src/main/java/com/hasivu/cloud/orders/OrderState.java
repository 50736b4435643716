package com.hasivu.cloud.orders;

import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The life of an order; it only moves forward.
 *
 * <pre>
 * pending_payment -> confirmed -> preparing -> ready -> delivered
 * pending_payment, confirmed, preparing, ready -> cancelled
 * pending_payment -> expired        confirmed, preparing, ready -> delivered | unclaimed
 * unclaimed -> delivered
 * </pre>
 *
 * Unclaimed means that no station said otherwise yet: one that was offline may have handed it over
 * in time, and its record comes later. So the outcome does not depend on who came first.
 *
 * <p>Only the station that delivered it may take that back ({@link Orders#takeBack}).
 */
public enum OrderState {
    PENDING_PAYMENT,
    CONFIRMED,
    PREPARING,
    READY,
    DELIVERED,
    CANCELLED,
    /** Not paid in time. */
    EXPIRED,
    /** Paid and cooked, and as far as is known nobody came. */
    UNCLAIMED;

    private static final Map<OrderState, Set<OrderState>> NEXT =
            Map.of(
                    PENDING_PAYMENT, Set.of(CONFIRMED, CANCELLED, EXPIRED),
                    CONFIRMED, Set.of(PREPARING, READY, DELIVERED, CANCELLED, UNCLAIMED),
                    PREPARING, Set.of(READY, DELIVERED, CANCELLED, UNCLAIMED),
                    READY, Set.of(DELIVERED, CANCELLED, UNCLAIMED),
                    DELIVERED, Set.of(),
                    CANCELLED, Set.of(),
                    EXPIRED, Set.of(),
                    UNCLAIMED, Set.of(DELIVERED));

    /** As in the database and in answers, for example {@code pending_payment}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static OrderState of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT));
    }

    /** Whether an order may move from here to there. */
    public boolean mayBecome(OrderState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }
}
