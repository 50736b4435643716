package com.hasivu.cloud.payments;

import static com.hasivu.cloud.schema.Tables.PAYMENTS;
import static com.hasivu.cloud.schema.Tables.REFUNDS_DUE;

import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.personal.PersonalData;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** What was paid for a child's orders and given back. It stays, as the books must. */
public final class PaymentData implements PersonalData {
    private final Orders orders;

    public PaymentData(Orders orders) {
        this.orders = orders;
    }

    private record Paid(
            long order,
            String method,
            long paise,
            String reference,
            Instant taken,
            List<GivenBack> refunds) {}

    private record GivenBack(long paise, @Nullable String reason, Instant recorded) {}

    @Override
    public String part() {
        return "payments";
    }

    @Override
    public List<?> of(DSLContext tx, Subject subject) {
        List<Long> theirs =
                orders.of(tx, subject).stream().map(order -> order.id().value()).toList();
        return tx.selectFrom(PAYMENTS)
                .where(PAYMENTS.ORDER_ID.in(theirs))
                .orderBy(PAYMENTS.ID)
                .fetch(
                        row ->
                                new Paid(
                                        row.getOrderId(),
                                        row.getMethod(),
                                        row.getAmountPaise(),
                                        row.getReference(),
                                        row.getTaken(),
                                        refunds(tx, row.getId())));
    }

    /** What comes back goes into the wallet it came from, and nobody could ask for it there. */
    @Override
    public Optional<String> obstacle(DSLContext tx, Subject subject) {
        if (!(subject instanceof Subject.Guardian(var school, var id))) {
            return Optional.empty();
        }
        Condition fromWallet =
                PAYMENTS.TAKEN_BY.eq(id.value()).and(PAYMENTS.METHOD.eq(Payments.WALLET));
        var waiting =
                new TreeSet<Long>(
                        tx.select(REFUNDS_DUE.ORDER_ID)
                                .from(REFUNDS_DUE)
                                .join(PAYMENTS)
                                .on(PAYMENTS.ID.eq(REFUNDS_DUE.PAYMENT))
                                .where(
                                        fromWallet,
                                        REFUNDS_DUE.PAID_BACK.isNull(),
                                        REFUNDS_DUE.AT_OFFICE.isFalse())
                                .fetch(REFUNDS_DUE.ORDER_ID));
        List<Long> paid =
                tx.select(PAYMENTS.ORDER_ID)
                        .from(PAYMENTS)
                        .where(fromWallet)
                        .fetch(PAYMENTS.ORDER_ID);
        orders.open(tx, school, id, paid).forEach(order -> waiting.add(order.value()));
        return waiting.stream()
                .findFirst()
                .map(
                        order ->
                                "order %d is not over, and its price may come back; cancel it or wait for its end"
                                        .formatted(order));
    }

    private static List<GivenBack> refunds(DSLContext tx, long payment) {
        return tx.selectFrom(REFUNDS_DUE)
                .where(REFUNDS_DUE.PAYMENT.eq(payment))
                .orderBy(REFUNDS_DUE.ID)
                .fetch(
                        row ->
                                new GivenBack(
                                        row.getAmountPaise(), row.getReason(), row.getRecorded()));
    }
}
