package com.hasivu.cloud.ledger;

import static com.hasivu.cloud.schema.Tables.LEDGER_ACCOUNTS;
import static com.hasivu.cloud.schema.Tables.LEDGER_POSTINGS;
import static com.hasivu.cloud.schema.Tables.LEDGER_TRANSFERS;

import com.hasivu.cloud.schema.tables.records.LedgerTransfersRecord;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Table;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Rows of the ledger as they are read. */
final class LedgerRows {
    /** Each posting with its account and its transfer. */
    static final Table<Record> POSTINGS =
            LEDGER_POSTINGS
                    .join(LEDGER_ACCOUNTS)
                    .on(LEDGER_ACCOUNTS.ID.eq(LEDGER_POSTINGS.ACCOUNT))
                    .join(LEDGER_TRANSFERS)
                    .on(LEDGER_TRANSFERS.ID.eq(LEDGER_POSTINGS.TRANSFER));

    private LedgerRows() {}

    /** The newest first. */
    static List<StatementLine> statement(DSLContext tx, Condition where, int limit) {
        return tx.select()
                .from(POSTINGS)
                .where(where)
                .orderBy(LEDGER_POSTINGS.TRANSFER.desc())
                .limit(limit)
                .fetch(LedgerRows::line);
    }

    /** All, the oldest first. */
    static List<StatementLine> lines(DSLContext tx, Condition where) {
        return tx.select()
                .from(POSTINGS)
                .where(where)
                .orderBy(LEDGER_POSTINGS.TRANSFER)
                .fetch(LedgerRows::line);
    }

    private static StatementLine line(Record row) {
        return new StatementLine(
                row.get(LEDGER_TRANSFERS.ID),
                row.get(LEDGER_TRANSFERS.KIND),
                row.get(LEDGER_TRANSFERS.REFERENCE),
                Optional.ofNullable(row.get(LEDGER_TRANSFERS.ORDER_ID)),
                Optional.ofNullable(row.get(LEDGER_TRANSFERS.STUDENT)),
                row.get(LEDGER_POSTINGS.AMOUNT_PAISE),
                row.get(LEDGER_POSTINGS.BALANCE_AFTER_PAISE),
                row.get(LEDGER_TRANSFERS.MADE));
    }

    static Optional<Transfer.Meal> meal(LedgerTransfersRecord row) {
        Long order = row.getOrderId();
        Long student = row.getStudent();
        LocalDate day = row.getSpentOn();
        return order == null || student == null || day == null
                ? Optional.empty()
                : Optional.of(new Transfer.Meal(new OrderId(order), new StudentId(student), day));
    }
}
