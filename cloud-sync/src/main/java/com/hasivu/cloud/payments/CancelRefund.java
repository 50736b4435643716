package com.hasivu.cloud.payments;

import com.hasivu.cloud.saga.Saga;

import java.util.List;

/**
 * A paid order is cancelled, or a part of its price given back: owe, pay back.
 *
 * <pre>
 * owe        order cancelled, portions back, meals -> refunds due (the transaction that begins it)
 * pay back   refunds due -> wallet
 * </pre>
 *
 * What is owed is owed: nothing here can be refused, so nothing is undone, and there is no
 * deadline.
 */
public final class CancelRefund {
    static final String NAME = "cancel-refund";

    private CancelRefund() {}

    /** Its steps, for {@link com.hasivu.cloud.saga.Sagas#define}. Its subject is the refund. */
    public static Saga saga(Refunds refunds) {
        return new Saga(
                NAME,
                (tx, refund) -> {},
                List.of(
                        new Saga.Step(
                                "pay-back",
                                (tx, refund) -> {
                                    refunds.payBack(tx, Long.parseLong(refund));
                                    return new Saga.Outcome.Done();
                                },
                                (tx, refund) -> {})));
    }
}
