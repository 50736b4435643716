package com.hasivu.cloud.gateway;

import static com.hasivu.cloud.schema.Tables.TOP_UPS;

import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.schema.tables.records.TopUpsRecord;
import com.hasivu.cloud.wallet.Wallets;
import com.hasivu.protocol.SchoolId;

import org.jooq.Condition;
import org.jooq.DSLContext;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Wallets filled through the gateway. The amount is the one that was asked for here, never one that
 * comes back; a gateway's payment is credited once, however often and late it is confirmed.
 * Thread-safe; every call runs in the caller's transaction.
 */
public final class TopUps {
    private final SandboxGateway gateway;
    private final Wallets wallets;
    private final Clock clock;

    public TopUps(SandboxGateway gateway, Wallets wallets, Clock clock) {
        this.gateway = gateway;
        this.wallets = wallets;
        this.clock = clock;
    }

    /** What became of a confirmation. */
    sealed interface Outcome {
        /** The wallet is filled, now or before. */
        record Credited(TopUp topUp) implements Outcome {}

        record NoSuchTopUp() implements Outcome {}

        /** Not the gateway's word. */
        record Forged() implements Outcome {}

        /** Another payment filled it. */
        record OtherPayment(String payment) implements Outcome {}
    }

    TopUp begin(DSLContext tx, Caller caller, long paise) {
        return tx.insertInto(TOP_UPS)
                .set(TOP_UPS.SCHOOL, school(caller).value())
                .set(TOP_UPS.GUARDIAN, caller.user().value())
                .set(TOP_UPS.AMOUNT_PAISE, paise)
                .set(TOP_UPS.GATEWAY_ORDER, gateway.createOrder(tx, paise))
                .set(TOP_UPS.CREATED, now())
                .returning()
                .fetchSingle(TopUps::topUp);
    }

    Optional<TopUp> find(DSLContext tx, Caller caller, long id) {
        return tx.selectFrom(TOP_UPS).where(own(caller, id)).fetchOptional(TopUps::topUp);
    }

    /** The row is held, so that of many confirmations one credits. */
    Outcome confirm(DSLContext tx, Caller caller, long id, String payment, String signature) {
        TopUpsRecord row = tx.selectFrom(TOP_UPS).where(own(caller, id)).forUpdate().fetchOne();
        if (row == null) {
            return new Outcome.NoSuchTopUp();
        }
        if (!gateway.signed(
                new SandboxGateway.Payment(row.getGatewayOrder(), payment, signature))) {
            return new Outcome.Forged();
        }
        String before = row.getGatewayPayment();
        if (before != null) {
            return before.equals(payment)
                    ? new Outcome.Credited(topUp(row))
                    : new Outcome.OtherPayment(before);
        }
        if (!wallets.topUp(tx, school(caller), caller.user(), payment, row.getAmountPaise())) {
            throw new IllegalStateException(
                    "payment %s is in the ledger and not of top-up %d".formatted(payment, id));
        }
        row.setGatewayPayment(payment);
        row.setCredited(now());
        tx.executeUpdate(row);
        return new Outcome.Credited(topUp(row));
    }

    private static Condition own(Caller caller, long id) {
        return TOP_UPS.ID
                .eq(id)
                .and(TOP_UPS.GUARDIAN.eq(caller.user().value()))
                .and(TOP_UPS.SCHOOL.eq(school(caller).value()));
    }

    private static SchoolId school(Caller caller) {
        return caller.school()
                .orElseThrow(() -> new IllegalStateException("a parent has a school"));
    }

    private static TopUp topUp(TopUpsRecord row) {
        return new TopUp(
                row.getId(),
                row.getAmountPaise(),
                row.getGatewayOrder(),
                row.getCredited() == null ? "created" : "credited",
                row.getGatewayPayment(),
                row.getCreated(),
                row.getCredited());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
