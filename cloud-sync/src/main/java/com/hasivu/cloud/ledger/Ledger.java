package com.hasivu.cloud.ledger;

import static com.hasivu.cloud.schema.Tables.LEDGER_ACCOUNTS;
import static com.hasivu.cloud.schema.Tables.LEDGER_POSTINGS;
import static com.hasivu.cloud.schema.Tables.LEDGER_TRANSFERS;

import com.hasivu.protocol.StudentId;

import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The ledger. A transfer is posted once and stays; a wallet's balance is a row that moves with it
 * in the same transaction, by an update that refuses to go below zero. Thread-safe; every call runs
 * in the caller's transaction.
 */
public final class Ledger {
    private final Clock clock;

    public Ledger(Clock clock) {
        this.clock = clock;
    }

    /**
     * Posts a transfer, unless it is posted already. Two at once of one name: the later runs its
     * transaction again and finds the earlier. On {@link Posted.TooLittle} roll back.
     */
    public Posted post(DSLContext tx, Transfer transfer) {
        Optional<Long> before = id(tx, transfer.kind(), transfer.reference());
        if (before.isPresent()) {
            return new Posted.Before(before.get());
        }
        Map<Account, Held> wallets = new HashMap<>();
        transfer.postings().stream()
                .map(Transfer.Posting::account)
                .filter(Account::guarded)
                .distinct()
                .sorted(Comparator.comparingLong(Account::owner))
                .forEach( // so that a wallet's transfers grow in time
                        wallet -> wallets.put(wallet, held(tx, wallet)));
        List<Transfer.Posting> bySign =
                transfer.postings().stream()
                        .sorted(Comparator.comparingLong(Transfer.Posting::paise))
                        .toList();
        long id = insert(tx, transfer);
        for (Transfer.Posting posting : bySign) { // what leaves goes first
            Account account = posting.account();
            Held wallet = wallets.get(account);
            if (wallet == null) {
                insert(tx, id, row(tx, account), posting.paise(), null);
                continue;
            }
            if (!moved(tx, wallet.row(), posting.paise())) {
                return new Posted.TooLittle(wallet.paise());
            }
            Held after = new Held(wallet.row(), Math.addExact(wallet.paise(), posting.paise()));
            wallets.put(account, after);
            insert(tx, id, after.row(), posting.paise(), after.paise());
        }
        return new Posted.Done(id);
    }

    /**
     * Posts a transfer that is due for the first time, out of an account that is no wallet.
     *
     * @throws IllegalStateException if it is posted already, or a wallet holds too little
     */
    public void postFirst(DSLContext tx, Transfer transfer) {
        Posted posted = post(tx, transfer);
        if (!(posted instanceof Posted.Done)) {
            throw new IllegalStateException("%s: %s".formatted(transfer, posted));
        }
    }

    /** The balance in paise; 0 for an account nobody has posted to. */
    public long balance(DSLContext tx, Account account) {
        if (account.guarded()) {
            return tx.select(LEDGER_ACCOUNTS.BALANCE_PAISE)
                    .from(LEDGER_ACCOUNTS)
                    .where(is(account))
                    .fetchOptional(LEDGER_ACCOUNTS.BALANCE_PAISE)
                    .orElse(0L);
        }
        return sum(tx, is(account));
    }

    /** Whether anybody has used the account. */
    public boolean exists(DSLContext tx, Account account) {
        return existing(tx, account).isPresent();
    }

    /**
     * Holds a wallet until the transaction ends, so that what was spent can be compared with a
     * limit. It is made if it is not there.
     */
    public void hold(DSLContext tx, Account wallet) {
        var unused = held(tx, wallet);
    }

    /** A wallet's row that nobody else moves until the transaction ends. */
    private record Held(long row, long paise) {}

    private Held held(DSLContext tx, Account wallet) {
        return locked(tx, wallet)
                .orElseGet(
                        () -> {
                            var unused = row(tx, wallet); // made, or made by another meanwhile
                            return locked(tx, wallet).orElseThrow();
                        });
    }

    private static Optional<Held> locked(DSLContext tx, Account wallet) {
        return tx.select(LEDGER_ACCOUNTS.ID, LEDGER_ACCOUNTS.BALANCE_PAISE)
                .from(LEDGER_ACCOUNTS)
                .where(is(wallet))
                .forUpdate()
                .fetchOptional(row -> new Held(row.value1(), row.value2()));
    }

    /** What a wallet spent on meals on these days, both inclusive, less what came back of it. */
    public long spent(DSLContext tx, Account wallet, LocalDate from, LocalDate to) {
        return -sum(tx, is(wallet).and(LEDGER_TRANSFERS.SPENT_ON.between(from, to)));
    }

    /** The same for one child. */
    public long spentFor(
            DSLContext tx, Account wallet, StudentId student, LocalDate from, LocalDate to) {
        return -sum(
                tx,
                is(wallet)
                        .and(LEDGER_TRANSFERS.SPENT_ON.between(from, to))
                        .and(LEDGER_TRANSFERS.STUDENT.eq(student.value())));
    }

    /** The meal a transfer was for; empty when there is no such transfer. */
    public Optional<Transfer.Meal> meal(DSLContext tx, Transfer.Kind kind, String reference) {
        return tx.selectFrom(LEDGER_TRANSFERS)
                .where(named(kind, reference))
                .fetchOptional()
                .flatMap(LedgerRows::meal);
    }

    /** The lines of a wallet before a transfer, newest first. */
    public List<StatementLine> statement(
            DSLContext tx, Account wallet, Optional<Long> before, int limit) {
        return LedgerRows.statement(
                tx,
                is(wallet).and(before.map(LEDGER_POSTINGS.TRANSFER::lt).orElse(DSL.noCondition())),
                limit);
    }

    /** What became of a wallet from {@code from} on and before {@code to}. */
    public Statement statement(DSLContext tx, Account wallet, Instant from, Instant to) {
        return new Statement(
                sum(tx, is(wallet).and(LEDGER_TRANSFERS.MADE.lt(from))),
                LedgerRows.lines(
                        tx,
                        is(wallet)
                                .and(LEDGER_TRANSFERS.MADE.ge(from))
                                .and(LEDGER_TRANSFERS.MADE.lt(to))));
    }

    private long sum(DSLContext tx, Condition where) {
        return tx.select(DSL.coalesce(DSL.sum(LEDGER_POSTINGS.AMOUNT_PAISE), DSL.inline(0L)))
                .from(LedgerRows.POSTINGS)
                .where(where)
                .fetchSingle(row -> ((Number) row.value1()).longValue());
    }

    private static Optional<Long> id(DSLContext tx, Transfer.Kind kind, String reference) {
        return tx.select(LEDGER_TRANSFERS.ID)
                .from(LEDGER_TRANSFERS)
                .where(named(kind, reference))
                .fetchOptional(LEDGER_TRANSFERS.ID);
    }

    private static Condition named(Transfer.Kind kind, String reference) {
        return LEDGER_TRANSFERS.KIND.eq(kind.label()).and(LEDGER_TRANSFERS.REFERENCE.eq(reference));
    }

    private static Condition is(Account account) {
        return LEDGER_ACCOUNTS
                .SCHOOL
                .eq(account.school().value())
                .and(LEDGER_ACCOUNTS.KIND.eq(account.kind().label()))
                .and(LEDGER_ACCOUNTS.OWNER.eq(account.owner()));
    }

    /** The account's row; made when there is none. */
    private long row(DSLContext tx, Account account) {
        Optional<Long> there = existing(tx, account);
        if (there.isPresent()) {
            return there.get();
        }
        tx.insertInto(LEDGER_ACCOUNTS)
                .set(LEDGER_ACCOUNTS.SCHOOL, account.school().value())
                .set(LEDGER_ACCOUNTS.KIND, account.kind().label())
                .set(LEDGER_ACCOUNTS.OWNER, account.owner())
                .set(LEDGER_ACCOUNTS.BALANCE_PAISE, account.guarded() ? 0L : null)
                .set(LEDGER_ACCOUNTS.CREATED, now())
                .onConflict(LEDGER_ACCOUNTS.SCHOOL, LEDGER_ACCOUNTS.KIND, LEDGER_ACCOUNTS.OWNER)
                .doNothing()
                .execute();
        return existing(tx, account).orElseThrow();
    }

    private static Optional<Long> existing(DSLContext tx, Account account) {
        return tx.select(LEDGER_ACCOUNTS.ID)
                .from(LEDGER_ACCOUNTS)
                .where(is(account))
                .fetchOptional(LEDGER_ACCOUNTS.ID);
    }

    /** The guard: compare and set in one statement, so that parallel spenders go one by one. */
    private static boolean moved(DSLContext tx, long account, long paise) {
        return tx.update(LEDGER_ACCOUNTS)
                        .set(
                                LEDGER_ACCOUNTS.BALANCE_PAISE,
                                LEDGER_ACCOUNTS.BALANCE_PAISE.plus(paise))
                        .where(
                                LEDGER_ACCOUNTS.ID.eq(account),
                                LEDGER_ACCOUNTS.BALANCE_PAISE.plus(paise).ge(0L))
                        .execute()
                == 1;
    }

    private long insert(DSLContext tx, Transfer transfer) {
        Optional<Transfer.Meal> meal = transfer.meal();
        return tx.insertInto(LEDGER_TRANSFERS)
                .set(LEDGER_TRANSFERS.SCHOOL, transfer.school().value())
                .set(LEDGER_TRANSFERS.KIND, transfer.kind().label())
                .set(LEDGER_TRANSFERS.REFERENCE, transfer.reference())
                .set(LEDGER_TRANSFERS.ACTOR, transfer.actor())
                .set(LEDGER_TRANSFERS.ORDER_ID, meal.map(m -> m.order().value()).orElse(null))
                .set(LEDGER_TRANSFERS.STUDENT, meal.map(m -> m.student().value()).orElse(null))
                .set(LEDGER_TRANSFERS.SPENT_ON, meal.map(Transfer.Meal::spentOn).orElse(null))
                .set(LEDGER_TRANSFERS.MADE, now())
                .returningResult(LEDGER_TRANSFERS.ID)
                .fetchSingle()
                .value1();
    }

    private static void insert(
            DSLContext tx, long transfer, long account, long paise, @Nullable Long balanceAfter) {
        tx.insertInto(LEDGER_POSTINGS)
                .set(LEDGER_POSTINGS.ACCOUNT, account)
                .set(LEDGER_POSTINGS.TRANSFER, transfer)
                .set(LEDGER_POSTINGS.AMOUNT_PAISE, paise)
                .set(LEDGER_POSTINGS.BALANCE_AFTER_PAISE, balanceAfter)
                .execute();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
