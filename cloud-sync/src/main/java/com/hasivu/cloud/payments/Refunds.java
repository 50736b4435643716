package com.hasivu.cloud.payments;

import static com.hasivu.cloud.schema.Tables.PAYMENTS;
import static com.hasivu.cloud.schema.Tables.REFUNDS_DUE;

import com.hasivu.cloud.auth.People;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.ledger.Account;
import com.hasivu.cloud.ledger.Ledger;
import com.hasivu.cloud.ledger.Transfer;
import com.hasivu.cloud.orders.CancelledOrders;
import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.saga.Sagas;
import com.hasivu.cloud.schema.tables.records.PaymentsRecord;
import com.hasivu.cloud.schema.tables.records.RefundsDueRecord;
import com.hasivu.cloud.wallet.Purchase;
import com.hasivu.cloud.wallet.Wallets;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;
import org.jooq.impl.DSL;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What is owed back. A payment may be given back in parts, together never more than it was: its row
 * is held meanwhile, and before it the order's: who cancels has that one already, and the row of
 * what is owed refers to both, so that of two none waits in a circle. What came in cash is due at
 * the office; what came from a wallet goes back into it by {@link CancelRefund}, unless its owner
 * is erased: nobody could ask for it there. Thread-safe; every call runs in the caller's
 * transaction.
 */
public final class Refunds implements CancelledOrders {
    private final Orders orders;
    private final Ledger ledger;
    private final Wallets wallets;
    private final People people;
    private final Sagas sagas;
    private final Clock clock;

    public Refunds(
            Orders orders,
            Ledger ledger,
            Wallets wallets,
            People people,
            Sagas sagas,
            Clock clock) {
        this.orders = orders;
        this.ledger = ledger;
        this.wallets = wallets;
        this.people = people;
        this.sagas = sagas;
        this.clock = clock;
    }

    /** What became of a refund. */
    sealed interface Outcome {
        /**
         * It is owed.
         *
         * @param toWallet whether it goes into the wallet it came from; else it is due at the
         *     office
         */
        record Done(long refund, boolean toWallet) implements Outcome {}

        record NotPaid() implements Outcome {}

        record MoreThanPaid(long leftPaise) implements Outcome {}
    }

    /** Gives back a part of what an order cost. */
    Outcome give(DSLContext tx, Order order, long paise, String reason, String actor) {
        orders.hold(tx, List.of(order.id()));
        Optional<PaymentsRecord> payment = held(tx, order.id());
        if (payment.isEmpty()) {
            return new Outcome.NotPaid();
        }
        long left = left(tx, payment.get());
        return paise > left
                ? new Outcome.MoreThanPaid(left)
                : owe(
                        tx,
                        order,
                        payment.get(),
                        paise,
                        goesToWallet(tx, payment.get()),
                        reason,
                        actor);
    }

    /** Gives back what is left of what a cancelled order cost. */
    @Override
    public void cancelled(DSLContext tx, Order order) {
        held(tx, order.id())
                .ifPresent(
                        payment -> {
                            long left = left(tx, payment);
                            if (left > 0 || payment.getAmountPaise() == 0) {
                                var unused =
                                        owe(
                                                tx,
                                                order,
                                                payment,
                                                left,
                                                ofWallet(payment), // whose owner is not erased yet
                                                "order cancelled",
                                                "order cancelled");
                            }
                        });
    }

    /** Pays a refund into the wallet the money came from. Once, however often it is asked. */
    void payBack(DSLContext tx, long refund) {
        RefundsDueRecord due =
                tx.selectFrom(REFUNDS_DUE)
                        .where(REFUNDS_DUE.ID.eq(refund))
                        .forUpdate()
                        .fetchSingle();
        if (due.getPaidBack() != null) {
            return;
        }
        Order order = orders.find(tx, new OrderId(due.getOrderId())).orElseThrow();
        if (due.getAmountPaise() > 0) {
            wallets.refund(
                    tx,
                    new Purchase(
                            order.id(),
                            order.school(),
                            order.student(),
                            payer(tx, due),
                            due.getAmountPaise()),
                    refund);
        }
        tx.update(REFUNDS_DUE)
                .set(REFUNDS_DUE.PAID_BACK, now())
                .where(REFUNDS_DUE.ID.eq(refund))
                .execute();
    }

    private Outcome owe(
            DSLContext tx,
            Order order,
            PaymentsRecord payment,
            long paise,
            boolean toWallet,
            String reason,
            String actor) {
        long refund =
                tx.insertInto(REFUNDS_DUE)
                        .set(REFUNDS_DUE.PAYMENT, payment.getId())
                        .set(REFUNDS_DUE.ORDER_ID, order.id().value())
                        .set(REFUNDS_DUE.SCHOOL, order.school().value())
                        .set(REFUNDS_DUE.AMOUNT_PAISE, paise)
                        .set(REFUNDS_DUE.AT_OFFICE, !toWallet)
                        .set(REFUNDS_DUE.REASON, reason)
                        .set(REFUNDS_DUE.RECORDED, now())
                        .returningResult(REFUNDS_DUE.ID)
                        .fetchSingle()
                        .value1();
        if (paise > 0) { // a meal may cost nothing: then nothing moves
            ledger.postFirst(
                    tx,
                    Transfer.move(
                            Transfer.Kind.REFUND_DUE,
                            Long.toString(refund),
                            actor,
                            Account.of(order.school(), Account.Kind.MEALS),
                            Account.of(order.school(), Account.Kind.REFUNDS_DUE),
                            paise));
        }
        if (toWallet) {
            sagas.begin(tx, CancelRefund.NAME, Long.toString(refund), Optional.empty());
        }
        return new Outcome.Done(refund, toWallet);
    }

    private static boolean ofWallet(PaymentsRecord payment) {
        return payment.getMethod().equals(Payments.WALLET);
    }

    /** The wallet's owner is held: who is erased meanwhile finds that money is owed. */
    private boolean goesToWallet(DSLContext tx, PaymentsRecord payment) {
        return ofWallet(payment)
                && people.held(
                                tx,
                                new SchoolId(payment.getSchool()),
                                new UserId(payment.getTakenBy()))
                        .isPresent();
    }

    private static Optional<PaymentsRecord> held(DSLContext tx, OrderId order) {
        return tx.selectFrom(PAYMENTS)
                .where(PAYMENTS.ORDER_ID.eq(order.value()))
                .forUpdate()
                .fetchOptional();
    }

    private static long left(DSLContext tx, PaymentsRecord payment) {
        return payment.getAmountPaise()
                - tx.select(DSL.coalesce(DSL.sum(REFUNDS_DUE.AMOUNT_PAISE), DSL.inline(0L)))
                        .from(REFUNDS_DUE)
                        .where(REFUNDS_DUE.PAYMENT.eq(payment.getId()))
                        .fetchSingle(row -> ((Number) row.value1()).longValue());
    }

    private static UserId payer(DSLContext tx, RefundsDueRecord due) {
        return new UserId(
                tx.select(PAYMENTS.TAKEN_BY)
                        .from(PAYMENTS)
                        .where(PAYMENTS.ID.eq(due.getPayment()))
                        .fetchSingle(PAYMENTS.TAKEN_BY));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
