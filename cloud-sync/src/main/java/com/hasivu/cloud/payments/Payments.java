package com.hasivu.cloud.payments;

import static com.hasivu.cloud.schema.Tables.PAYMENTS;

import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.ledger.Account;
import com.hasivu.cloud.ledger.Ledger;
import com.hasivu.cloud.ledger.Transfer;
import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.orders.OrderState;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.schools.Students;
import com.hasivu.cloud.wallet.Charge;
import com.hasivu.cloud.wallet.Purchase;
import com.hasivu.cloud.wallet.Wallets;
import com.hasivu.protocol.OrderId;

import org.jooq.DSLContext;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Orders paid in cash at the school office or from a wallet. An order is confirmed only by the
 * payment that is written in the same transaction. Thread-safe; every call runs in the caller's
 * transaction.
 */
public final class Payments {
    static final String CASH = "cash";
    static final String WALLET = "wallet";

    private final Orders orders;
    private final Students students;
    private final Ledger ledger;
    private final Wallets wallets;
    private final Clock clock;

    public Payments(Orders orders, Students students, Ledger ledger, Wallets wallets, Clock clock) {
        this.orders = orders;
        this.students = students;
        this.ledger = ledger;
        this.wallets = wallets;
        this.clock = clock;
    }

    /** What became of a payment. On any but {@link Done} roll back. */
    sealed interface Outcome {
        record Done(long payment, Order order) implements Outcome {}

        record NoSuchOrder() implements Outcome {}

        record WrongAmount(long totalPaise, long givenPaise) implements Outcome {}

        record NotPending(OrderState state) implements Outcome {}

        /** A guardian who may not order for this child may not pay for it either. */
        record NotYours() implements Outcome {}

        /** Guardians pay until the deadline; the office may take cash after it. */
        record TooLate(Instant deadline) implements Outcome {}

        record NotCharged(Charge.Refused why) implements Outcome {}
    }

    Outcome takeCash(DSLContext tx, Caller caller, OrderId id, long amountPaise, String reference) {
        Optional<Order> order = orders.visible(tx, caller, id);
        if (order.isEmpty()) {
            return new Outcome.NoSuchOrder();
        }
        if (order.get().totalPaise() != amountPaise) {
            return new Outcome.WrongAmount(order.get().totalPaise(), amountPaise);
        }
        if (!orders.confirm(tx, id, caller.user())) {
            return new Outcome.NotPending(orders.find(tx, id).orElseThrow().state());
        }
        if (amountPaise > 0) { // a meal may cost nothing: then nothing moves
            ledger.postFirst(
                    tx,
                    Transfer.move(
                            Transfer.Kind.CASH_PAYMENT,
                            Long.toString(id.value()),
                            "user " + caller.user(),
                            Account.of(order.get().school(), Account.Kind.CASH),
                            Account.of(order.get().school(), Account.Kind.MEALS),
                            amountPaise));
        }
        return done(tx, order.get(), CASH, reference, caller.user());
    }

    /** A guardian pays a pending order from the own wallet. */
    Outcome payFromWallet(DSLContext tx, Caller caller, OrderId id) {
        Optional<Order> found = orders.visible(tx, caller, id);
        if (found.isEmpty()) {
            return new Outcome.NoSuchOrder();
        }
        Order order = found.get();
        if (students.guardian(tx, caller.user(), order.student())
                .filter(Students.Guardian::mayOrder)
                .isEmpty()) {
            return new Outcome.NotYours();
        }
        Optional<Instant> deadline = orders.deadline(tx, order);
        if (deadline.isPresent() && !now().isBefore(deadline.get())) {
            return new Outcome.TooLate(deadline.get());
        }
        if (!orders.confirm(tx, id, caller.user())) {
            return new Outcome.NotPending(orders.find(tx, id).orElseThrow().state());
        }
        if (order.totalPaise() > 0
                && wallets.pay(tx, purchase(order, caller.user()))
                        instanceof Charge.Refused refused) {
            return new Outcome.NotCharged(refused);
        }
        return done(tx, order, WALLET, "wallet", caller.user());
    }

    static Purchase purchase(Order order, UserId payer) {
        return new Purchase(order.id(), order.school(), order.student(), payer, order.totalPaise());
    }

    /** Writes the payment of an order that was confirmed just now. */
    private Outcome done(DSLContext tx, Order order, String method, String reference, UserId by) {
        long payment = write(tx, order, method, reference, by);
        return new Outcome.Done(payment, orders.find(tx, order.id()).orElseThrow());
    }

    long write(DSLContext tx, Order order, String method, String reference, UserId by) {
        return tx.insertInto(PAYMENTS)
                .set(PAYMENTS.ORDER_ID, order.id().value())
                .set(PAYMENTS.SCHOOL, order.school().value())
                .set(PAYMENTS.METHOD, method)
                .set(PAYMENTS.AMOUNT_PAISE, order.totalPaise())
                .set(PAYMENTS.REFERENCE, reference)
                .set(PAYMENTS.TAKEN_BY, by.value())
                .set(PAYMENTS.TAKEN, now())
                .returningResult(PAYMENTS.ID)
                .fetchSingle()
                .value1();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
