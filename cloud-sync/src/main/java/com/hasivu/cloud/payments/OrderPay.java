package com.hasivu.cloud.payments;

import com.hasivu.cloud.orders.Order;
import com.hasivu.cloud.orders.OrderState;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.orders.PaidAtOnce;
import com.hasivu.cloud.saga.Saga;
import com.hasivu.cloud.saga.Saga.Outcome;
import com.hasivu.cloud.saga.Sagas;
import com.hasivu.cloud.wallet.Charge;
import com.hasivu.cloud.wallet.Wallets;
import com.hasivu.protocol.OrderId;

import org.jooq.DSLContext;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An order placed with the wish to be paid from the wallet: reserve, charge, confirm.
 *
 * <pre>
 * reserve   pending order, portions taken (the transaction that begins the saga) | order released
 * charge    wallet -> held                                                       | held -> wallet
 * confirm   held -> meals, payment written, order confirmed
 * </pre>
 *
 * The right-hand side undoes. What others do to the order meanwhile wins: a cancelled order, or one
 * paid at the office, is not charged.
 */
public final class OrderPay implements PaidAtOnce {
    public static final String NAME = "order-pay";

    private final Orders orders;
    private final Payments payments;
    private final Wallets wallets;
    private final Sagas sagas;

    public OrderPay(Orders orders, Payments payments, Wallets wallets, Sagas sagas) {
        this.orders = orders;
        this.payments = payments;
        this.wallets = wallets;
        this.sagas = sagas;
    }

    /** Its steps, for {@link Sagas#define}. */
    public Saga saga() {
        return new Saga(
                NAME,
                (tx, order) -> orders.release(tx, id(order), "saga " + NAME),
                List.of(
                        new Saga.Step("charge", this::charge, this::giveBack),
                        new Saga.Step("confirm", this::confirm, (tx, order) -> {})));
    }

    @Override
    public void placed(DSLContext tx, Order order, Instant deadline) {
        sagas.begin(tx, NAME, Long.toString(order.id().value()), Optional.of(deadline));
    }

    private Outcome charge(DSLContext tx, String subject) {
        Order order = order(tx, subject);
        if (order.state() != OrderState.PENDING_PAYMENT) {
            return new Outcome.Failed("the order is " + order.state().label());
        }
        return order.totalPaise() > 0
                        && wallets.hold(tx, Payments.purchase(order, order.placedBy()))
                                instanceof Charge.Refused refused
                ? new Outcome.Failed(refused.code() + ": " + refused.why())
                : new Outcome.Done();
    }

    private void giveBack(DSLContext tx, String subject) {
        Order order = order(tx, subject);
        if (order.totalPaise() > 0) {
            wallets.release(tx, Payments.purchase(order, order.placedBy()));
        }
    }

    private Outcome confirm(DSLContext tx, String subject) {
        Order order = order(tx, subject);
        if (!orders.confirm(tx, order.id(), order.placedBy())) {
            return new Outcome.Failed("the order is pending no more");
        }
        if (order.totalPaise() > 0) {
            wallets.capture(tx, Payments.purchase(order, order.placedBy()));
        }
        payments.write(tx, order, Payments.WALLET, "wallet", order.placedBy());
        return new Outcome.Done();
    }

    private Order order(DSLContext tx, String subject) {
        return orders.find(tx, id(subject)).orElseThrow();
    }

    private static OrderId id(String subject) {
        return new OrderId(Long.parseLong(subject));
    }
}
