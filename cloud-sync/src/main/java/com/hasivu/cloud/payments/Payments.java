package com.hasivu.cloud.payments;

import static com.hasivu.cloud.schema.Tables.PAYMENTS;
import static com.hasivu.cloud.schema.Tables.REFUNDS_DUE;

import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.ledger.Account;
import com.hasivu.cloud.ledger.Ledger;
import com.hasivu.cloud.ledger.Posted;
import com.hasivu.cloud.ledger.Transfer;
import com.hasivu.cloud.orders.CancelledOrders;
import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.orders.OrderState;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.schema.tables.records.PaymentsRecord;
import com.hasivu.protocol.OrderId;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Cash taken at the school office. An order is confirmed only by the payment that is written in the
 * same transaction. Thread-safe; every call runs in the caller's transaction.
 */
public final class Payments implements CancelledOrders {
    private final Orders orders;
    private final Ledger ledger;
    private final Clock clock;

    public Payments(Orders orders, Ledger ledger, Clock clock) {
        this.orders = orders;
        this.ledger = ledger;
        this.clock = clock;
    }

    /** What became of a payment. On any but {@link Done} roll back. */
    sealed interface Outcome {
        record Done(long payment, Order order) implements Outcome {}

        record NoSuchOrder() implements Outcome {}

        record WrongAmount(long totalPaise) implements Outcome {}

        record NotPending(OrderState state) implements Outcome {}
    }

    Outcome takeCash(DSLContext tx, Caller caller, OrderId id, long amountPaise, String reference) {
        Optional<Order> order = orders.visible(tx, caller, id);
        if (order.isEmpty()) {
            return new Outcome.NoSuchOrder();
        }
        if (order.get().totalPaise() != amountPaise) {
            return new Outcome.WrongAmount(order.get().totalPaise());
        }
        if (!orders.confirm(tx, id, caller.user())) {
            return new Outcome.NotPending(orders.find(tx, id).orElseThrow().state());
        }
        long payment =
                tx.insertInto(PAYMENTS)
                        .set(PAYMENTS.ORDER_ID, id.value())
                        .set(PAYMENTS.SCHOOL, order.get().school().value())
                        .set(PAYMENTS.METHOD, "cash")
                        .set(PAYMENTS.AMOUNT_PAISE, amountPaise)
                        .set(PAYMENTS.REFERENCE, reference)
                        .set(PAYMENTS.TAKEN_BY, caller.user().value())
                        .set(PAYMENTS.TAKEN, now())
                        .returningResult(PAYMENTS.ID)
                        .fetchSingle()
                        .value1();
        move(
                tx,
                Transfer.Kind.CASH_PAYMENT,
                id.value(),
                "user " + caller.user(),
                Account.of(order.get().school(), Account.Kind.CASH),
                Account.of(order.get().school(), Account.Kind.MEALS),
                amountPaise);
        return new Outcome.Done(payment, orders.find(tx, id).orElseThrow());
    }

    /** Notes what is owed back for a cancelled order that was paid. */
    @Override
    public void cancelled(DSLContext tx, Order order) {
        tx.selectFrom(PAYMENTS)
                .where(PAYMENTS.ORDER_ID.eq(order.id().value()))
                .fetchOptional()
                .ifPresent(payment -> owe(tx, order, payment));
    }

    private void owe(DSLContext tx, Order order, PaymentsRecord payment) {
        long refund =
                tx.insertInto(REFUNDS_DUE)
                        .set(REFUNDS_DUE.PAYMENT, payment.getId())
                        .set(REFUNDS_DUE.ORDER_ID, order.id().value())
                        .set(REFUNDS_DUE.SCHOOL, order.school().value())
                        .set(REFUNDS_DUE.AMOUNT_PAISE, payment.getAmountPaise())
                        .set(REFUNDS_DUE.RECORDED, now())
                        .returningResult(REFUNDS_DUE.ID)
                        .fetchSingle()
                        .value1();
        move(
                tx,
                Transfer.Kind.REFUND_DUE,
                refund,
                "order cancelled",
                Account.of(order.school(), Account.Kind.MEALS),
                Account.of(order.school(), Account.Kind.REFUNDS_DUE),
                payment.getAmountPaise());
    }

    /** A meal may cost nothing: then nothing moves. */
    private void move(
            DSLContext tx,
            Transfer.Kind kind,
            long reference,
            String actor,
            Account from,
            Account to,
            long paise) {
        if (paise > 0
                && !(ledger.post(
                                tx,
                                Transfer.move(
                                        kind, Long.toString(reference), actor, from, to, paise))
                        instanceof Posted.Done)) {
            throw new IllegalStateException(
                    "%s %d is in the ledger and not in its table".formatted(kind, reference));
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
