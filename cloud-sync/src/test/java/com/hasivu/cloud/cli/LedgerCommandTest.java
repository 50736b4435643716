package com.hasivu.cloud.cli;

import static com.hasivu.cloud.SchoolFixture.order;
import static com.hasivu.cloud.SchoolFixture.topUp;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.books.Books;
import com.hasivu.cloud.books.Finding;

import org.jooq.impl.DSL;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.List;

/** {@code hasivu-cloud ledger check} beside a running service, and each thing that it must see. */
class LedgerCommandTest {
    private static final String DAY = "2026-11-24";
    private static final long PRICE = 4_500;

    /** A school in which everything has happened once. */
    private static long lived(CloudFixture cloud) {
        SchoolFixture school = cloud.school("greenfield");
        long dish = school.dish("Idli", PRICE);
        school.menu(DAY, dish, 100, 5);
        long child = school.student();
        Web parent = school.parent(child);
        topUp(parent, 3 * PRICE);
        long cash = order(parent, child, DAY, dish, 1).expect(201).id();
        school.pay(cash, PRICE).expect(201);
        long wallet = order(parent, child, DAY, dish, 2).expect(201).id();
        parent.with("Idempotency-Key", "w")
                .post("/v1/orders/%d/wallet-payment".formatted(wallet))
                .expect(201);
        school.admin()
                .with("Idempotency-Key", "r")
                .post("/v1/orders/%d/refunds".formatted(cash), "{'amountPaise':700,'reason':'x'}")
                .expect(201);
        return wallet;
    }

    private static String check(CloudFixture cloud, int exit) {
        var out = new StringWriter();
        int code =
                CloudMain.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(out, true))
                        .execute(
                                "ledger",
                                "check",
                                "--config",
                                cloud.config().dataDir().resolve("cloud.yaml").toString());
        assertThat(code).as(out.toString()).isEqualTo(exit);
        return out.toString();
    }

    @Test
    void check_besideARunningServiceNamesTheRow() throws Exception {
        try (var cloud =
                CloudFixture.start(Engine.POSTGRES, TestClock.at("2026-11-23T04:30:00Z"))) {
            long wallet = lived(cloud);
            assertThat(check(cloud, 0)).contains("the money holds");
            cloud.execute("update payments set amount_paise = 1 where order_id = " + wallet);
            assertThat(check(cloud, 65))
                    .contains("C3: payment", "of order " + wallet)
                    .contains("C11: greenfield: meals hold");
            cloud.execute("update payments set amount_paise = 9000 where order_id = " + wallet);
        }
    }

    @Test
    void check_ofAnH2FileWhoseServiceIsStopped() throws Exception {
        try (var cloud = CloudFixture.start(Engine.H2, TestClock.at("2026-11-23T04:30:00Z"))) {
            lived(cloud);
            cloud.cloud().close();
            assertThat(check(cloud, 0)).contains("the money holds");
        }
    }

    /** What is broken, by which invariant it is found. All of it is undone again. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    insert into ledger_transfers (id, school, kind, reference, actor, made) values (900, 'greenfield', 'top-up', 'x', 'x', current_timestamp) | C1
                    update ledger_accounts set balance_paise = balance_paise + 1 where kind = 'wallet' | C2
                    update payments set amount_paise = amount_paise - 1 | C3
                    update orders set state = 'cancelled' | C3
                    update orders set state = 'expired' | C3
                    update orders set total_paise = total_paise + 1 | C3
                    delete from refunds_due | C11
                    update refunds_due set paid_back = current_timestamp | C3
                    update refunds_due set amount_paise = 999999 | C3
                    update top_ups set amount_paise = amount_paise * 2 | C4
                    update top_ups set gateway_payment = 'pay_another' | C4
                    update top_ups set credited = null | C4
                    """)
    void check_seesWhatIsBroken(String sql, String invariant) throws Exception {
        try (var cloud = CloudFixture.start(Engine.H2, TestClock.at("2026-11-23T04:30:00Z"))) {
            lived(cloud);
            var database = cloud.config().database();
            try (Connection connection =
                    DriverManager.getConnection(
                            database.jdbcUrl(), database.user(), database.password())) {
                connection.setAutoCommit(false);
                var tx = DSL.using(connection);
                List<Finding> before = Books.check(tx, 10);
                assertThat(before).isEmpty();
                tx.execute(sql);
                List<Finding> after = Books.check(tx, 10);
                assertThat(after).extracting(Finding::invariant).contains(invariant);
                connection.rollback();
            }
        }
    }
}
