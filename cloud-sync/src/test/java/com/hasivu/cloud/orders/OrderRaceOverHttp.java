package com.hasivu.cloud.orders;

import static com.hasivu.cloud.SchoolFixture.topUp;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.SchoolFixture;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/** Everybody wants something of one order at the same moment. */
abstract class OrderRaceOverHttp extends OrderLife {
    OrderRaceOverHttp(Engine engine) throws Exception {
        super(engine);
    }

    /** Edit, cancel, expiry, payment and delivery of the same order at the same moment. */
    @Test
    void race_movesOneOrderForwardOnlyAndKeepsTheMoneyRight() throws Exception {
        Family family = family("race", 0, "24:00");
        topUp(family.parent(), 100 * PRICE);
        clock.set(NOON);
        for (int round = 0; round < 6; round++) {
            boolean unpaid = round % 2 == 1;
            long order = unpaid ? family.place(1, "").expect(201).id() : family.paid(1);
            if (unpaid) {
                clock.advance(Duration.ofMinutes(15)); // Overdue takes it at this moment
            }
            Parallel.run(
                    5,
                    i ->
                            () ->
                                    switch (i) {
                                        case 0 -> family.replace(order, 2, 1).status();
                                        case 1 ->
                                                family.parent()
                                                        .post(
                                                                "/v1/orders/%d/cancel"
                                                                        .formatted(order))
                                                        .status();
                                        case 2 ->
                                                deliver(family, order) instanceof Delivery.Delivered
                                                        ? 1
                                                        : 0;
                                        case 3 ->
                                                new Overdue(database, orders, clock).runOne()
                                                        ? 1
                                                        : 0;
                                        default ->
                                                family.parent()
                                                        .with("Idempotency-Key", key())
                                                        .post(
                                                                "/v1/orders/%d/wallet-payment"
                                                                        .formatted(order))
                                                        .status();
                                    });
        }
        balance(family); // at rest
        assertThat(forwardOnly()).isEmpty();
        assertMoneyAndPortions(family);
        clock.set(MORNING);
    }

    private List<String> forwardOnly() {
        return database.read(
                tx ->
                        tx
                                .resultQuery(
                                        "select from_state, to_state from order_history where from_state is not null and actor not like 'undo %'")
                                .fetch()
                                .stream()
                                .filter(
                                        row ->
                                                !OrderState.of(row.get(0, String.class))
                                                        .mayBecome(
                                                                OrderState.of(
                                                                        row.get(1, String.class))))
                                .map(Object::toString)
                                .toList());
    }

    /**
     * Every order is charged its price once, or nothing; portions are those of orders that stand.
     */
    private void assertMoneyAndPortions(Family family) {
        String mine = "o.student = " + family.child();
        assertThat(
                        cloud.count(
                                "select count(*) from orders o left join payments p on p.order_id = o.id where "
                                        + mine
                                        + " and o.state in ('confirmed', 'delivered', 'unclaimed') and p.id is null"))
                .isZero();
        assertThat(
                        cloud.count(
                                "select count(*) from orders o join payments p on p.order_id = o.id where "
                                        + mine
                                        + " and o.state = 'cancelled' and p.amount_paise <> (select coalesce(sum(r.amount_paise), 0)"
                                        + " from refunds_due r where r.payment = p.id and r.paid_back is not null)"))
                .isZero();
        long charged =
                cloud.count(
                        "select coalesce(sum(o.total_paise), 0) from orders o where "
                                + mine
                                + " and o.state in ('confirmed', 'delivered', 'unclaimed')");
        assertThat(SchoolFixture.balance(family.parent())).isEqualTo(100 * PRICE - charged);
        long eaten =
                cloud.count(
                        "select coalesce(sum(l.quantity), 0) from order_lines l join orders o on o.id = l.order_id where "
                                + mine
                                + " and o.state not in ('cancelled', 'expired')");
        assertThat(40L - left(family, 0) - left(family, 1)).isEqualTo(eaten);
    }
}
