package com.hasivu.cloud.gateway;

import static com.hasivu.cloud.schema.Tables.TOP_UPS;

import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.schema.tables.records.TopUpsRecord;
import com.hasivu.cloud.wallet.Wallets;
import com.hasivu.protocol.SchoolId;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Wallets filled through the gateway. The amount is the one that was asked for here, never one that
 * comes back; a gateway's payment is credited once, however often and late it is confirmed.
 * Thread-safe; every call runs in the caller's transaction.
 */
public final class TopUps {
    private final GatewayCalls gateway;
    private final SandboxGateway sandbox;
    private final Wallets wallets;
    private final Clock clock;

    /**
     * @param sandbox checks its own signatures
     */
    public TopUps(GatewayCalls gateway, SandboxGateway sandbox, Wallets wallets, Clock clock) {
        this.gateway = gateway;
        this.sandbox = sandbox;
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

        /** The gateway speaks of another amount than was asked for. */
        record OtherAmount(long askedPaise) implements Outcome {}
    }

    /**
     * Asks the gateway for a payment.
     *
     * @param key of the request: sent again, it gets the same payment
     */
    TopUp begin(DSLContext tx, Caller caller, String key, long paise) {
        TopUpsRecord row = insert(tx, caller.ownSchool(), caller.user(), paise, null);
        ask(tx, row, "user-%d-%s".formatted(caller.user().value(), key));
        return topUp(row);
    }

    /**
     * One that began by itself on this day of the school: its number. The gateway is asked later,
     * by {@link #askFor}: people wait for this transaction.
     */
    long begin(DSLContext tx, SchoolId school, UserId guardian, long paise, LocalDate day) {
        return insert(tx, school, guardian, paise, day).getId();
    }

    private TopUpsRecord insert(
            DSLContext tx,
            SchoolId school,
            UserId guardian,
            long paise,
            @Nullable LocalDate automaticOn) {
        return tx.insertInto(TOP_UPS)
                .set(TOP_UPS.SCHOOL, school.value())
                .set(TOP_UPS.GUARDIAN, guardian.value())
                .set(TOP_UPS.AMOUNT_PAISE, paise)
                .set(TOP_UPS.CREATED, now())
                .set(TOP_UPS.AUTOMATIC_ON, automaticOn)
                .returning()
                .fetchSingle();
    }

    /** The gateway's order of a row that is held; asked for now if it was not before. */
    String askFor(DSLContext tx, TopUpsRecord row) {
        String asked = row.getGatewayOrder();
        return asked == null ? ask(tx, row, "top-up-" + row.getId()) : asked;
    }

    private String ask(DSLContext tx, TopUpsRecord row, String key) {
        String order = gateway.createOrder(tx, key, row.getAmountPaise());
        row.setGatewayOrder(order);
        tx.executeUpdate(row);
        return order;
    }

    Optional<TopUp> find(DSLContext tx, Caller caller, long id) {
        return tx.selectFrom(TOP_UPS).where(own(caller, id)).fetchOptional(TopUps::topUp);
    }

    /** Whether the caller began the top-up that the gateway knows by this name. */
    boolean own(DSLContext tx, Caller caller, String gatewayOrder) {
        return tx.fetchExists(
                TOP_UPS,
                TOP_UPS.GATEWAY_ORDER.eq(gatewayOrder),
                TOP_UPS.GUARDIAN.eq(caller.user().value()));
    }

    /** What the browser brings. The row is held, so that of many confirmations one credits. */
    Outcome confirm(DSLContext tx, Caller caller, long id, String payment, String signature) {
        TopUpsRecord row = tx.selectFrom(TOP_UPS).where(own(caller, id)).forUpdate().fetchOne();
        if (row == null) {
            return new Outcome.NoSuchTopUp();
        }
        return sandbox.signed(row.getGatewayOrder(), payment, signature)
                ? credit(tx, row, payment)
                : new Outcome.Forged();
    }

    /** What the gateway says by itself, once its signature was checked. */
    Outcome captured(DSLContext tx, GatewayEvent.Entity payment) {
        TopUpsRecord row =
                tx.selectFrom(TOP_UPS)
                        .where(TOP_UPS.GATEWAY_ORDER.eq(payment.order()))
                        .forUpdate()
                        .fetchOne();
        if (row == null) {
            return new Outcome.NoSuchTopUp();
        }
        return row.getAmountPaise() == payment.amount()
                ? credit(tx, row, payment.id())
                : new Outcome.OtherAmount(row.getAmountPaise());
    }

    /** Of a row that is held. */
    Outcome credit(DSLContext tx, TopUpsRecord row, String payment) {
        String before = row.getGatewayPayment();
        if (before != null) {
            return before.equals(payment)
                    ? new Outcome.Credited(topUp(row))
                    : new Outcome.OtherPayment(before);
        }
        if (!wallets.topUp(
                tx,
                new SchoolId(row.getSchool()),
                new UserId(row.getGuardian()),
                payment,
                row.getAmountPaise())) {
            throw new IllegalStateException(
                    "payment %s is in the ledger and not of top-up %d"
                            .formatted(payment, row.getId()));
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
                .and(TOP_UPS.SCHOOL.eq(caller.ownSchool().value()));
    }

    private static TopUp topUp(TopUpsRecord row) {
        return new TopUp(
                row.getId(),
                row.getAmountPaise(),
                row.getGatewayOrder(),
                state(row),
                row.getAutomaticOn() != null,
                row.getRefusal(),
                row.getGatewayPayment(),
                row.getCreated(),
                row.getCredited());
    }

    private static String state(TopUpsRecord row) {
        if (row.getCredited() != null) {
            return "credited";
        }
        return row.getRefusal() == null ? "created" : "refused";
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
