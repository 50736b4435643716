package com.hasivu.cloud.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.books.Books;
import com.hasivu.cloud.books.Finding;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.ledger.Transfer.Kind;
import com.hasivu.cloud.ledger.Transfer.Posting;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** What {@link Ledger} promises. */
class LedgerTest {
    private static final SchoolId SCHOOL = new SchoolId("s");
    private static final Account WALLET = Account.wallet(SCHOOL, new UserId(7));
    private static final Account OTHER = Account.wallet(SCHOOL, new UserId(8));
    private static final Account MEALS = Account.of(SCHOOL, Account.Kind.MEALS);
    private static final Account GATEWAY = Account.of(SCHOOL, Account.Kind.GATEWAY);

    @TempDir Path folder = Path.of("");

    private final Ledger ledger = new Ledger(TestClock.at("2026-11-23T04:30:00Z"));
    private Optional<Database> opened = Optional.empty();

    private Database database(Engine engine) {
        Database database = engine.migrated(folder);
        opened = Optional.of(database);
        database.transaction(
                tx ->
                        tx.execute(
                                "insert into schools (id, name, zone, created) values ('s', 'S', 'Asia/Kolkata', current_timestamp)"));
        return database;
    }

    @AfterEach
    void ledger_holds() {
        opened.ifPresent(
                database -> {
                    assertThat(faults(database)).isEmpty();
                    database.close();
                });
    }

    /** Nothing but the ledger is here: who paid for what is not asked. */
    private static List<String> faults(Database database) {
        return database.read(tx -> Books.check(tx, 10)).stream()
                .filter(it -> List.of("C1", "C2").contains(it.invariant()))
                .map(Finding::toString)
                .toList();
    }

    private Posted topUp(DSLContext tx, Account wallet, String payment, long paise) {
        return ledger.post(tx, Transfer.move(Kind.TOP_UP, payment, "test", GATEWAY, wallet, paise));
    }

    /** As every caller does: what is too much rolls back. */
    private boolean spend(Database database, Account wallet, String order, long paise) {
        try {
            return database.transaction(
                    tx ->
                            switch (ledger.post(
                                    tx,
                                    Transfer.move(
                                            Kind.WALLET_PAYMENT,
                                            order,
                                            "test",
                                            wallet,
                                            MEALS,
                                            paise))) {
                                case Posted.Done done -> true;
                                case Posted.Before before -> false;
                                case Posted.TooLittle little ->
                                        throw new ArithmeticException(little.toString());
                            });
        } catch (ArithmeticException tooLittle) {
            return false;
        }
    }

    private long balance(Database database, Account account) {
        return database.read(tx -> ledger.balance(tx, account));
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void fiftySpendersAtOnce_neverGoBelowZero(Engine engine) throws Exception {
        Database database = database(engine);
        database.transaction(tx -> topUp(tx, WALLET, "pay_1", 1_000));
        List<Boolean> spent =
                Parallel.run(50, i -> () -> spend(database, WALLET, "o" + i, 70 + i % 3));
        long sum = 0;
        for (int i = 0; i < 50; i++) {
            sum += spent.get(i) ? 70 + i % 3 : 0;
        }
        assertThat(spent).contains(true, false);
        assertThat(balance(database, WALLET)).isEqualTo(1_000 - sum).isBetween(0L, 71L);
        assertThat(balance(database, MEALS)).isEqualTo(sum);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void oneNameFiftyTimesAtOnce_isPostedOnce(Engine engine) throws Exception {
        Database database = database(engine);
        List<Posted> posted =
                Parallel.run(
                        50, i -> () -> database.transaction(tx -> topUp(tx, WALLET, "pay_1", 100)));
        assertThat(posted).filteredOn(Posted.Done.class::isInstance).hasSize(1);
        assertThat(posted).filteredOn(Posted.Before.class::isInstance).hasSize(49);
        assertThat(balance(database, WALLET)).isEqualTo(100);
    }

    /** What comes does not wait for a limit, so it holds the wallet's row by itself. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void linesOfAWallet_followFromOneAnotherHoweverManyPostAtOnce(Engine engine) throws Exception {
        Database database = database(engine);
        var unused =
                Parallel.run(
                        60,
                        i ->
                                () ->
                                        i % 3 == 0
                                                ? spend(database, WALLET, "o" + i, 10)
                                                : database.transaction(
                                                                tx ->
                                                                        topUp(
                                                                                tx,
                                                                                WALLET,
                                                                                "pay_" + i,
                                                                                100))
                                                        instanceof Posted.Done);
        assertThat(faults(database)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void whatIsPosted_cannotBeChangedOrRemoved(Engine engine) {
        Database database = database(engine);
        database.transaction(tx -> topUp(tx, WALLET, "pay_1", 100));
        for (String sql :
                List.of(
                        "update ledger_postings set amount_paise = 1",
                        "delete from ledger_postings",
                        "update ledger_transfers set reference = 'x'",
                        "delete from ledger_transfers")) {
            assertThatThrownBy(() -> database.transaction(tx -> tx.execute(sql)))
                    .as(sql)
                    .hasStackTraceContaining("what is posted stays");
        }
        assertThat(balance(database, WALLET)).isEqualTo(100);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void database_refusesANegativeWalletItself(Engine engine) {
        Database database = database(engine);
        database.transaction(tx -> topUp(tx, WALLET, "pay_1", 100));
        assertThatThrownBy(
                        () ->
                                database.transaction(
                                        tx ->
                                                tx.execute(
                                                        "update ledger_accounts set balance_paise = -1 where kind = 'wallet'")))
                .hasStackTraceContaining("ledger_accounts_never_negative");
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void check_namesWhatDoesNotAddUp(Engine engine) {
        Database database = database(engine);
        database.transaction(tx -> topUp(tx, WALLET, "pay_1", 100));
        database.transaction(
                tx ->
                        tx.execute(
                                "update ledger_accounts set balance_paise = 99 where kind = 'wallet'"));
        database.transaction(
                tx ->
                        tx.execute(
                                "insert into ledger_transfers (id, school, kind, reference, actor, made) values (900, 's', 'top-up', 'x', 'x', current_timestamp)"));
        assertThat(faults(database))
                .hasSize(2)
                .anyMatch(it -> it.contains("transfer 900"))
                .anyMatch(it -> it.contains("says 99"));
        opened = Optional.empty(); // it is wrong on purpose
        database.close();
    }

    /** Random moves between wallets and the school, one after the other. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void balances_areTheSumsWhateverMoves(Engine engine) {
        Database database = database(engine);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20_261_123);
        long[] expected = new long[2];
        for (int i = 0; i < 200; i++) {
            int which = random.nextInt(2);
            Account wallet = which == 0 ? WALLET : OTHER;
            long paise = 1 + random.nextLong(500);
            String name = "n" + i;
            if (random.nextInt(3) == 0) {
                database.transaction(tx -> topUp(tx, wallet, name, paise));
                expected[which] += paise;
            } else if (spend(database, wallet, name, paise)) {
                expected[which] -= paise;
            } else {
                assertThat(expected[which]).isLessThan(paise);
            }
            assertThat(balance(database, wallet)).isEqualTo(expected[which]);
        }
        List<StatementLine> lines =
                database.read(tx -> ledger.statement(tx, WALLET, Optional.empty(), 500));
        assertThat(lines.getFirst().balanceAfterPaise()).isEqualTo(expected[0]);
        for (int i = 1; i < lines.size(); i++) {
            assertThat(lines.get(i).balanceAfterPaise() + lines.get(i - 1).paise())
                    .isEqualTo(lines.get(i - 1).balanceAfterPaise());
        }
    }

    @Test
    void transfer_thatDoesNotSumToZeroCannotBeMade() {
        assertThatThrownBy(
                        () ->
                                new Transfer(
                                        Kind.TOP_UP,
                                        "r",
                                        "a",
                                        Optional.empty(),
                                        List.of(
                                                new Posting(GATEWAY, -100),
                                                new Posting(WALLET, 99))))
                .hasMessageContaining("sum to -1 paise");
        assertThatThrownBy(
                        () ->
                                new Transfer(
                                        Kind.TOP_UP,
                                        "r",
                                        "a",
                                        Optional.empty(),
                                        List.of(
                                                new Posting(GATEWAY, Long.MIN_VALUE),
                                                new Posting(WALLET, Long.MIN_VALUE))))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(
                        () ->
                                new Transfer(
                                        Kind.TOP_UP,
                                        "r",
                                        "a",
                                        Optional.empty(),
                                        List.of(
                                                new Posting(GATEWAY, -100),
                                                new Posting(
                                                        Account.wallet(
                                                                new SchoolId("other"),
                                                                new UserId(7)),
                                                        100))))
                .hasMessageContaining("between schools");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void move_takesAmountsAboveZeroOnly(long paise) {
        assertThatThrownBy(() -> Transfer.move(Kind.TOP_UP, "r", "a", GATEWAY, WALLET, paise))
                .hasMessageContaining("more than 0");
    }
}
