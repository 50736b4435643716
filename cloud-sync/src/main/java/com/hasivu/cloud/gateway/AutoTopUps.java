package com.hasivu.cloud.gateway;

import static com.hasivu.cloud.schema.Tables.AUTO_TOP_UPS;
import static com.hasivu.cloud.schema.Tables.TOP_UPS;

import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.saga.Saga;
import com.hasivu.cloud.saga.Saga.Outcome;
import com.hasivu.cloud.saga.SagaRow;
import com.hasivu.cloud.saga.Sagas;
import com.hasivu.cloud.schema.tables.records.AutoTopUpsRecord;
import com.hasivu.cloud.schema.tables.records.TopUpsRecord;
import com.hasivu.cloud.wallet.SpentFrom;
import com.hasivu.protocol.SchoolId;

import org.jooq.Condition;
import org.jooq.DSLContext;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * Wallets that fill themselves: what was spent left less than the guardian wants, so the saved
 * payment method is charged. Only spending begins one, never a filling; none begins while another
 * is on its way, nor more than so many on a day of the school, refused ones included. So it cannot
 * run in a circle. The gateway is never asked in the spending's own transaction: its wallet is
 * held. Thread-safe; every call runs in the caller's transaction.
 */
public final class AutoTopUps implements SpentFrom {
    static final String NAME = "auto-top-up";

    /** A guardian who hears nothing of it for so long will have filled it by hand. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final GatewayCalls gateway;
    private final TopUps topUps;
    private final Sagas sagas;
    private final Clock clock;

    public AutoTopUps(GatewayCalls gateway, TopUps topUps, Sagas sagas, Clock clock) {
        this.gateway = gateway;
        this.topUps = topUps;
        this.sagas = sagas;
        this.clock = clock;
    }

    /**
     * What a guardian wishes: below the first, fill by the second.
     *
     * @param timesADay at most
     * @param token of the saved payment method
     */
    record Rule(long belowPaise, long fillPaise, int timesADay, String token) {}

    /** Its one step, for {@link Sagas#define}. Its subject is the top-up. */
    public Saga saga() {
        return new Saga(
                NAME,
                this::refused,
                List.of(new Saga.Step("charge-token", this::charge, (tx, topUp) -> {})));
    }

    Optional<Rule> rule(DSLContext tx, SchoolId school, UserId guardian) {
        return tx.selectFrom(AUTO_TOP_UPS)
                .where(own(school, guardian))
                .fetchOptional(
                        row ->
                                new Rule(
                                        row.getBelowPaise(),
                                        row.getFillPaise(),
                                        row.getTimesADay(),
                                        row.getToken()));
    }

    /** Saves a payment method at the gateway with the wish. */
    void set(
            DSLContext tx,
            SchoolId school,
            UserId guardian,
            long belowPaise,
            long fillPaise,
            int timesADay) {
        AutoTopUpsRecord row =
                held(tx, school, guardian).orElseGet(() -> tx.newRecord(AUTO_TOP_UPS));
        row.setSchool(school.value());
        row.setGuardian(guardian.value());
        row.setBelowPaise(belowPaise);
        row.setFillPaise(fillPaise);
        row.setTimesADay(timesADay);
        row.setToken(gateway.saveToken(tx));
        row.store();
    }

    /** No wish any more; the saved payment method is given up. */
    void clear(DSLContext tx, SchoolId school, UserId guardian) {
        held(tx, school, guardian).ifPresent(AutoTopUpsRecord::delete);
    }

    /** The wish there was: its payment method is given up, and nobody saves another meanwhile. */
    private Optional<AutoTopUpsRecord> held(DSLContext tx, SchoolId school, UserId guardian) {
        Optional<AutoTopUpsRecord> row =
                tx.selectFrom(AUTO_TOP_UPS)
                        .where(own(school, guardian))
                        .forUpdate()
                        .fetchOptional();
        row.ifPresent(
                wish -> {
                    var unused = gateway.revoke(tx, wish.getToken());
                });
        return row;
    }

    /** The wallet's row is held, so two spenders never both begin one. */
    @Override
    public void spent(
            DSLContext tx, SchoolId school, UserId guardian, long balancePaise, LocalDate today) {
        Optional<Rule> rule =
                rule(tx, school, guardian).filter(wish -> balancePaise < wish.belowPaise());
        if (rule.isEmpty()
                || onItsWay(tx, school, guardian)
                || begun(tx, school, guardian, today) >= rule.get().timesADay()) {
            return;
        }
        long topUp = topUps.begin(tx, school, guardian, rule.get().fillPaise(), today);
        sagas.begin(tx, NAME, Long.toString(topUp), Optional.of(clock.instant().plus(PATIENCE)));
    }

    /** How many began by themselves on this day, refused ones included. */
    int begun(DSLContext tx, SchoolId school, UserId guardian, LocalDate day) {
        return tx.fetchCount(
                TOP_UPS, automatic(school, guardian).and(TOP_UPS.AUTOMATIC_ON.eq(day)));
    }

    /** Why the last one that began by itself was refused; empty when it was not. */
    Optional<String> lastRefusal(DSLContext tx, SchoolId school, UserId guardian) {
        return tx.select(TOP_UPS.REFUSAL)
                .from(TOP_UPS)
                .where(automatic(school, guardian))
                .orderBy(TOP_UPS.ID.desc())
                .limit(1)
                .fetchOptional(TOP_UPS.REFUSAL);
    }

    private static boolean onItsWay(DSLContext tx, SchoolId school, UserId guardian) {
        return tx.fetchExists(
                TOP_UPS,
                automatic(school, guardian)
                        .and(TOP_UPS.CREDITED.isNull())
                        .and(TOP_UPS.REFUSAL.isNull()));
    }

    private Outcome charge(DSLContext tx, String subject) {
        TopUpsRecord row = held(tx, subject);
        Optional<Rule> rule =
                rule(tx, new SchoolId(row.getSchool()), new UserId(row.getGuardian()));
        if (rule.isEmpty()) {
            return new Outcome.Failed("filling by itself was switched off");
        }
        return switch (gateway.charge(tx, rule.get().token(), topUps.askFor(tx, row))) {
            case Gateway.Charged.Done(String payment) -> {
                var unused = topUps.credit(tx, row, payment);
                yield new Outcome.Done();
            }
            case Gateway.Charged.Declined(String why) -> new Outcome.Failed(why);
        };
    }

    /** Tells the guardian why. */
    private void refused(DSLContext tx, String subject) {
        TopUpsRecord row = held(tx, subject);
        row.setRefusal(sagas.find(tx, NAME, subject).flatMap(SagaRow::failure).orElse("refused"));
        tx.executeUpdate(row);
    }

    private static TopUpsRecord held(DSLContext tx, String subject) {
        return tx.selectFrom(TOP_UPS)
                .where(TOP_UPS.ID.eq(Long.parseLong(subject)))
                .forUpdate()
                .fetchSingle();
    }

    private static Condition own(SchoolId school, UserId guardian) {
        return AUTO_TOP_UPS
                .SCHOOL
                .eq(school.value())
                .and(AUTO_TOP_UPS.GUARDIAN.eq(guardian.value()));
    }

    private static Condition automatic(SchoolId school, UserId guardian) {
        return TOP_UPS.GUARDIAN
                .eq(guardian.value())
                .and(TOP_UPS.SCHOOL.eq(school.value()))
                .and(TOP_UPS.AUTOMATIC_ON.isNotNull());
    }
}
