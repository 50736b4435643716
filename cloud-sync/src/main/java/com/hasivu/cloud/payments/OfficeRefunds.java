package com.hasivu.cloud.payments;

import static com.hasivu.cloud.schema.Tables.REFUNDS_DUE;

import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.ledger.Account;
import com.hasivu.cloud.ledger.Ledger;
import com.hasivu.cloud.ledger.Transfer;
import com.hasivu.cloud.schema.tables.records.RefundsDueRecord;
import com.hasivu.protocol.SchoolId;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What is owed back and goes into no wallet, as it came in cash or the wallet's owner is erased:
 * due at the school office until somebody there pays it out, once. Thread-safe; every call runs in
 * the caller's transaction.
 */
public final class OfficeRefunds {
    private final Ledger ledger;
    private final Clock clock;

    public OfficeRefunds(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** A refund at the office: openapi.yaml, schema OfficeRefund. */
    record Due(
            long id,
            long order,
            long amountPaise,
            @Nullable String reason,
            Instant recorded,
            @Nullable Instant paidOut,
            @Nullable Long paidBy,
            @Nullable String reference) {}

    /** What became of paying out. On any but {@link Done} roll back. */
    sealed interface Outcome {
        record Done(Due refund) implements Outcome {}

        record NoSuchRefund() implements Outcome {}

        record PaidBefore(Instant at) implements Outcome {}
    }

    /**
     * Refunds of the school with ids above {@code after}.
     *
     * @param paidOut those that are paid out, or those still due; empty: all
     */
    List<Due> page(
            DSLContext tx, SchoolId school, Optional<Boolean> paidOut, long after, int limit) {
        Condition where = ofOffice(school).and(REFUNDS_DUE.ID.gt(after));
        if (paidOut.isPresent()) {
            where =
                    where.and(
                            paidOut.get()
                                    ? REFUNDS_DUE.PAID_BACK.isNotNull()
                                    : REFUNDS_DUE.PAID_BACK.isNull());
        }
        return tx.selectFrom(REFUNDS_DUE)
                .where(where)
                .orderBy(REFUNDS_DUE.ID)
                .limit(limit)
                .fetch(OfficeRefunds::due);
    }

    /** The money leaves the cash desk. The row is held, so that of many who pay one does. */
    Outcome payOut(DSLContext tx, SchoolId school, long id, UserId by, String reference) {
        RefundsDueRecord row =
                tx.selectFrom(REFUNDS_DUE)
                        .where(ofOffice(school).and(REFUNDS_DUE.ID.eq(id)))
                        .forUpdate()
                        .fetchOne();
        if (row == null) {
            return new Outcome.NoSuchRefund();
        }
        Instant before = row.getPaidBack();
        if (before != null) {
            return new Outcome.PaidBefore(before);
        }
        ledger.postFirst(
                tx,
                Transfer.move(
                        Transfer.Kind.CASH_REFUND,
                        Long.toString(id),
                        "user " + by,
                        Account.of(school, Account.Kind.REFUNDS_DUE),
                        Account.of(school, Account.Kind.CASH),
                        row.getAmountPaise()));
        row.setPaidBack(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        row.setPaidBy(by.value());
        row.setPaidReference(reference);
        tx.executeUpdate(row);
        return new Outcome.Done(due(row));
    }

    /** Of meals that cost nothing nothing is due. */
    private static Condition ofOffice(SchoolId school) {
        return REFUNDS_DUE
                .SCHOOL
                .eq(school.value())
                .and(REFUNDS_DUE.AMOUNT_PAISE.gt(0L))
                .and(REFUNDS_DUE.AT_OFFICE.isTrue());
    }

    private static Due due(RefundsDueRecord row) {
        return new Due(
                row.getId(),
                row.getOrderId(),
                row.getAmountPaise(),
                row.getReason(),
                row.getRecorded(),
                row.getPaidBack(),
                row.getPaidBy(),
                row.getPaidReference());
    }
}
