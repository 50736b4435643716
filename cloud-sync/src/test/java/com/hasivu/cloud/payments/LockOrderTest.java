package com.hasivu.cloud.payments;

import static com.hasivu.cloud.SchoolFixture.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.db.DatabaseConfig;

import org.junit.jupiter.api.Test;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Who moves an order and its money at the same moment waits for the other, never in a circle:
 * PostgreSQL counts those. A transaction that loses one is run again, so answers alone would not
 * show it.
 */
class LockOrderTest {
    private static final String DAY = "2026-11-24";
    private static final int ORDERS = 48;
    private static final int AT_ONCE = 8;

    /** Whoever is left of the service, or of the server's own workers, ends now. */
    private static final String ENDED =
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = '%s'";

    private static final String DEADLOCKS =
            "select deadlocks from pg_stat_database where datname = '%s'";

    private record Paid(SchoolFixture school, Web parent, long child, long dish, long order) {
        private static final String PAPER =
                "{'kind':'withdrawn','notice':1,'language':'en','reference':'form-2'}";

        Web.Answer refund() {
            return keyed(school.admin(), "refund")
                    .post(
                            "/v1/orders/%d/refunds".formatted(order),
                            "{'amountPaise':100,'reason':'cold'}");
        }

        Web.Answer cancel() {
            return parent.post("/v1/orders/%d/cancel".formatted(order));
        }

        Web.Answer replace() {
            return keyed(parent, "replace")
                    .post(
                            "/v1/orders/%d/replacement".formatted(order),
                            "{'lines':[{'dish':%d,'quantity':1}]}",
                            dish);
        }

        Web.Answer childLeaves() {
            return school.admin()
                    .post(school.path("/students/%d/consents/paper".formatted(child)), PAPER);
        }

        private Web keyed(Web web, String what) {
            return web.with("Idempotency-Key", what + "-" + order);
        }
    }

    private interface Deed {
        Web.Answer of(Paid one);
    }

    @Test
    void refundBesideCancellation_waitsInNoCircle() throws Exception {
        assertThat(deadlocks(true, Paid::refund, Paid::cancel)).isZero();
    }

    @Test
    void editedOrderBesideChildThatLeaves_waitsInNoCircle() throws Exception {
        assertThat(deadlocks(false, Paid::replace, Paid::childLeaves)).isZero();
    }

    /** Each order has both done to it at once, several orders at a time. */
    private static long deadlocks(boolean paid, Deed one, Deed other) throws Exception {
        DatabaseConfig database;
        try (CloudFixture cloud =
                CloudFixture.start(Engine.POSTGRES, TestClock.at("2026-11-23T04:30:00Z"))) {
            database = cloud.config().database();
            SchoolFixture school = cloud.school("greenfield");
            long dish = school.dish("Idli", 4_500);
            school.menu(DAY, dish, 1_000, 5);
            var orders = new ArrayList<Paid>();
            for (int i = 0; i < ORDERS; i++) {
                long child = school.student();
                Web parent = school.parent(child);
                long order = order(parent, child, DAY, dish, 1).expect(201).id();
                if (paid) {
                    school.pay(order, 4_500).expect(201);
                }
                orders.add(new Paid(school, parent, child, dish, order));
            }
            for (int from = 0; from < ORDERS; from += AT_ONCE) {
                List<Paid> now = orders.subList(from, from + AT_ONCE);
                List<Web.Answer> answers =
                        Parallel.run(
                                2 * AT_ONCE,
                                i -> () -> (i % 2 == 0 ? one : other).of(now.get(i / 2)));
                assertThat(answers).extracting(Web.Answer::status).allMatch(it -> it < 500);
                assertThat(answers).extracting(Web.Answer::status).anyMatch(it -> it < 300);
            }
        }
        return counted(database);
    }

    /** Behind the last connection: one that ends tells all it counted. */
    private static long counted(DatabaseConfig of) throws SQLException {
        String name = of.url().substring(of.url().lastIndexOf('/') + 1);
        String server = of.url().substring(0, of.url().lastIndexOf('/')) + "/postgres";
        try (var connection = DriverManager.getConnection(server, of.user(), of.password())) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> number(connection, ENDED.formatted(name)) == 0);
            return number(connection, DEADLOCKS.formatted(name));
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
