package com.hasivu.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.books.Books;

import org.jooq.impl.DSL;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * After every test of the suite, in every service that runs: the ledger sums to zero, each wallet
 * holds what its postings say, each payment and refund has its transfer, and no child is active, or
 * has an open order, without consent, by SQL of its own; then what {@link Books} asks. JUnit finds
 * it by {@code META-INF/services}.
 */
public final class LedgerAfterEach implements AfterEachCallback {
    private static final List<String> FAULTS =
            List.of(
                    "select transfer from ledger_postings group by transfer having sum(amount_paise) <> 0 or count(*) < 2",
                    "select id from ledger_transfers where id not in (select transfer from ledger_postings)",
                    "select id from ledger_accounts where balance_paise is not null and balance_paise <>"
                            + " (select coalesce(sum(amount_paise), 0) from ledger_postings where account = ledger_accounts.id)",
                    "select id from ledger_accounts where kind = 'wallet' and (balance_paise is null or balance_paise < 0)",
                    "select p.id from payments p where p.amount_paise > 0 and p.amount_paise <> (select coalesce(sum(l.amount_paise), 0)"
                            + " from ledger_postings l join ledger_transfers t on t.id = l.transfer join ledger_accounts a on a.id = l.account"
                            + " where a.kind = 'meals' and t.kind in ('cash-payment', 'wallet-payment', 'capture')"
                            + " and t.reference = cast(p.order_id as varchar(20)))",
                    "select r.id from refunds_due r where r.amount_paise > 0 and r.amount_paise <> (select coalesce(sum(-l.amount_paise), 0)"
                            + " from ledger_postings l join ledger_transfers t on t.id = l.transfer join ledger_accounts a on a.id = l.account"
                            + " where a.kind = 'meals' and t.kind = 'refund-due' and t.reference = cast(r.id as varchar(20)))",
                    "select p.id from payments p where p.amount_paise < (select coalesce(sum(r.amount_paise), 0) from refunds_due r where r.payment = p.id)");

    @Override
    public void afterEach(ExtensionContext context) throws SQLException {
        for (CloudFixture cloud : CloudFixture.open()) {
            try (Connection connection = cloud.raw()) {
                assertBalanced(connection);
                assertConsented(connection);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                connection.setAutoCommit(false); // one state, whoever is still at work
                assertThat(Books.check(DSL.using(connection), 5)).isEmpty();
                connection.rollback();
            }
        }
    }

    /** C12: no child is active without a consent that was given for it and not taken back since. */
    private static void assertConsented(Connection connection) throws SQLException {
        assertNone(
                connection,
                "select s.id from students s where s.active and (s.left_at is not null or s.erased is not null or not exists"
                        + " (select 1 from consents c where c.student = s.id and c.school = s.school and c.kind = 'given'"
                        + " and c.id = (select max(n.id) from consents n where n.student = s.id)))");
        assertNone(
                connection,
                "select s.id from students s join orders o on o.student = s.id where not s.active"
                        + " and o.state in ('pending_payment', 'confirmed', 'preparing', 'ready')");
    }

    /** The same for a database without a service. */
    public static void assertBalanced(Connection connection) throws SQLException {
        for (String sql : FAULTS) {
            assertNone(connection, sql);
        }
    }

    private static void assertNone(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            var found = new ArrayList<Long>();
            while (rows.next()) {
                found.add(rows.getLong(1));
            }
            assertThat(found).as(sql).isEmpty();
        }
    }
}
