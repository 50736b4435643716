package com.hasivu.cloud.payments;

import static com.hasivu.cloud.schema.Tables.PAYMENTS;
import static com.hasivu.cloud.schema.Tables.REFUNDS_DUE;

import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Problem;
import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.orders.OrderState;
import com.hasivu.cloud.orders.ReplacedOrders;
import com.hasivu.cloud.saga.SagaState;
import com.hasivu.cloud.saga.Sagas;
import com.hasivu.protocol.OrderId;

import org.jooq.DSLContext;

import java.util.EnumSet;

/**
 * Orders that are placed and paid from the wallet in one transaction: recurring ones, and those
 * that replace a paid one. What was paid for the one before is back in the wallet before the other
 * is charged, so that only the difference must be there. Thread-safe; runs in the caller's
 * transaction.
 */
public final class PaidFromWallet implements ReplacedOrders {
    private final Payments payments;
    private final Refunds refunds;
    private final Sagas sagas;

    public PaidFromWallet(Payments payments, Refunds refunds, Sagas sagas) {
        this.payments = payments;
        this.refunds = refunds;
        this.sagas = sagas;
    }

    /**
     * Pays a pending order from the caller's wallet.
     *
     * @throws Problem when it cannot be; the transaction must be undone
     */
    public void pay(DSLContext tx, Caller caller, OrderId order) {
        var unused =
                PaymentRoutes.answer(
                        payments.payFromWallet(tx, caller, order), Payments.WALLET, "wallet");
    }

    @Override
    public void replaced(DSLContext tx, Caller caller, Order before, Order fresh) {
        if (before.state() == OrderState.PENDING_PAYMENT) {
            refuseWhileCharged(tx, before);
            return;
        }
        String method =
                tx.select(PAYMENTS.METHOD)
                        .from(PAYMENTS)
                        .where(PAYMENTS.ORDER_ID.eq(before.id().value()))
                        .fetchSingle(PAYMENTS.METHOD);
        if (!method.equals(Payments.WALLET)) {
            throw Problem.conflict(
                    "paid-at-office",
                    "order %s was paid at the office; ask there, or cancel it and order anew"
                            .formatted(before.id()));
        }
        tx.select(REFUNDS_DUE.ID)
                .from(REFUNDS_DUE)
                .where(REFUNDS_DUE.ORDER_ID.eq(before.id().value()), REFUNDS_DUE.PAID_BACK.isNull())
                .orderBy(REFUNDS_DUE.ID)
                .fetch(REFUNDS_DUE.ID)
                .forEach(refund -> refunds.payBack(tx, refund));
        pay(tx, caller, fresh.id());
    }

    /** Its money may be put aside just now, and would not be there for the other one. */
    private void refuseWhileCharged(DSLContext tx, Order before) {
        var going = EnumSet.of(SagaState.RUNNING, SagaState.UNDOING);
        sagas.find(tx, OrderPay.NAME, Long.toString(before.id().value()))
                .filter(saga -> going.contains(saga.state()))
                .ifPresent(
                        saga -> {
                            throw Problem.conflict(
                                    "payment-running",
                                    "order %s is being paid from the wallet; try again in a moment"
                                            .formatted(before.id()));
                        });
    }
}
