package com.hasivu.cloud.orders;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Consented;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.LedgerAfterEach;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.auth.People;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.db.DatabaseConfig;
import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.ledger.Account;
import com.hasivu.cloud.ledger.Ledger;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.payments.CancelRefund;
import com.hasivu.cloud.payments.OrderPay;
import com.hasivu.cloud.payments.Payments;
import com.hasivu.cloud.payments.Refunds;
import com.hasivu.cloud.saga.Sagas;
import com.hasivu.cloud.schools.CalendarEntry;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Students;
import com.hasivu.cloud.wallet.Wallets;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;
import com.hasivu.protocol.fault.FaultPoint;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Both sagas over the real orders, wallets and ledger, on two nodes, of which one dies at every
 * point between two effects: what it held is rolled back, the other goes on.
 */
class SagaKillTest {
    private static final SchoolId SCHOOL = new SchoolId("s");
    private static final LocalDate DAY = LocalDate.of(2026, 11, 24);
    private static final Instant NOW = Instant.parse("2026-11-23T04:30:00Z");
    private static final Instant DEADLINE = Instant.parse("2026-11-23T14:30:00Z");
    private static final long PRICE = 4_500;
    private static final int PORTIONS = 1_000;
    private static final Caller PARENT =
            new Caller(new UserId(1), Role.PARENT, Optional.of(SCHOOL), "session");
    private static final List<String> ROWS =
            List.of(
                    "insert into schools (id, name, zone, created) values ('s', 'S', 'Asia/Kolkata', current_timestamp)",
                    "insert into users (id, school, email, name, role, password_hash, failures, active, created) values (1, 's', 'a@b.in', 'A', 'parent', '-', 0, true, current_timestamp)",
                    "insert into students (id, school, name, class_name, roll_number, allergens, active, created) values (1, 's', 'C', '4B', '1', '', false, current_timestamp)",
                    Consented.ALL.getFirst(),
                    Consented.ALL.getLast(),
                    "insert into guardians (user_id, student, may_order, may_collect) values (1, 1, true, true)",
                    "insert into meal_windows (school, id, name, opens_minute, closes_minute, deadline_days_before, deadline_minute) values ('s', 'lunch', 'Lunch', 690, 840, 1, 1200)",
                    "insert into dishes (id, school, name, price_paise, allergens, diet, created) values (1, 's', 'Idli', 4500, '', 'veg', current_timestamp)",
                    "insert into daily_menus (id, school, school_day, window_id) values (1, 's', date '2026-11-24', 'lunch')",
                    "insert into menu_items (menu, dish, portions, portions_left, per_order_limit) values (1, 1, 1000, 1000, 5)");

    /** The node's process is gone. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    @TempDir Path folder = Path.of("");

    private final TestClock clock = new TestClock(NOW);
    private final List<Database> opened = new ArrayList<>();
    private DatabaseConfig config = DatabaseConfig.memory("unused");

    private final class Node {
        final Database database;
        final Ledger ledger = new Ledger(clock);
        final Orders orders;
        final Placements placements;
        final Wallets wallets;
        final Sagas sagas;
        final DayCancellations days;

        /** Of the cancelled orders from now on the one at which the node dies; 0: it lives. */
        final AtomicInteger lives = new AtomicInteger();

        Node(Database database) {
            this.database = database;
            var outbox = new Outbox(clock);
            var schools = new Schools(outbox, clock);
            var students = new Students(outbox, clock);
            var menus = new Menus(new Dishes(clock));
            orders = new Orders(schools, students, menus, outbox, clock);
            placements = new Placements(schools, students, menus, orders, outbox, clock);
            wallets = new Wallets(ledger, schools, clock);
            sagas = new Sagas(database, clock);
            var payments = new Payments(orders, students, ledger, wallets, clock);
            var refunds = new Refunds(orders, ledger, wallets, new People(clock), sagas, clock);
            var orderPay = new OrderPay(orders, payments, wallets, sagas);
            orders.onCancelled(refunds);
            orders.onCancelled(
                    (tx, order) -> {
                        if (lives.get() > 0 && lives.decrementAndGet() == 0) {
                            throw new Killed();
                        }
                    });
            days = new DayCancellations(database, schools, menus, orders, clock);
            placements.onPaidAtOnce(orderPay);
            sagas.define(orderPay.saga());
            sagas.define(CancelRefund.saga(refunds));
        }

        OrderId place() {
            var wish =
                    new Wish(
                            new StudentId(1),
                            DAY,
                            new WindowId("lunch"),
                            List.of(new Wish.Line(1, 1)));
            return database.transaction(
                    tx -> {
                        if (!(placements.place(tx, PARENT, wish)
                                instanceof Placement.Placed placed)) {
                            throw new IllegalStateException("not placed");
                        }
                        placements.payAtOnce(tx, placed);
                        return placed.order().id();
                    });
        }

        void cancel(OrderId order) {
            var unused = database.transaction(tx -> orders.cancel(tx, PARENT, order));
        }

        void run() {
            while (sagas.runOne()) {
                continue;
            }
        }

        /** Dies at the n-th point from now on; false when it lived to the end. */
        boolean diesAt(int point) {
            var left = new AtomicInteger(point);
            Thread mine = Thread.currentThread();
            FaultPoint.watch(
                    here -> {
                        if (Thread.currentThread() == mine && left.decrementAndGet() == 0) {
                            throw new Killed();
                        }
                    });
            try {
                run();
                return false;
            } catch (Killed dead) {
                return true;
            } finally {
                FaultPoint.unwatch();
            }
        }

        OrderState state(OrderId order) {
            return database.read(tx -> orders.find(tx, order)).orElseThrow().state();
        }

        long wallet() {
            return database.read(tx -> ledger.balance(tx, Account.wallet(SCHOOL, new UserId(1))));
        }
    }

    /** Two nodes on one database: two pools on PostgreSQL; H2 has one process, so one pool. */
    private List<Node> nodes(Engine engine) {
        config = engine.fresh(folder);
        Database first = Database.open(config);
        first.migrate();
        opened.add(first);
        first.transaction(
                tx -> {
                    ROWS.forEach(tx::execute);
                    return true;
                });
        Database second = first;
        if (engine == Engine.POSTGRES) {
            second = Database.open(config);
            opened.add(second);
        }
        return List.of(new Node(first), new Node(second));
    }

    private static void fill(Node node, long paise) {
        node.database.transaction(
                tx ->
                        node.wallets.topUp(
                                tx, SCHOOL, new UserId(1), "pay_" + System.nanoTime(), paise));
    }

    private long count(String sql) throws Exception {
        try (var connection =
                        DriverManager.getConnection(
                                config.jdbcUrl(), config.user(), config.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Nothing half done: whatever was asked, and whoever died. */
    private void assertRest(Node node) throws Exception {
        assertThat(count("select count(*) from sagas where state in ('running', 'undoing')"))
                .isZero();
        long held = node.database.read(tx -> node.ledger.balance(tx, held()));
        assertThat(held).isZero();
        long sold =
                count(
                        "select count(*) from orders where state in ('pending_payment', 'confirmed')");
        assertThat(count("select portions_left from menu_items")).isEqualTo(PORTIONS - sold);
        assertThat(
                        count(
                                "select count(*) from orders o left join payments p on p.order_id = o.id"
                                        + " left join refunds_due r on r.order_id = o.id"
                                        + " where (o.state = 'confirmed' and p.id is null)"
                                        + " or (o.state in ('pending_payment', 'expired') and p.id is not null)"
                                        + " or (o.state = 'cancelled' and p.id is not null and r.paid_back is null)"))
                .isZero();
        assertForward();
    }

    private static Account held() {
        return Account.of(SCHOOL, Account.Kind.HELD);
    }

    private void assertForward() throws Exception {
        try (var connection =
                        DriverManager.getConnection(
                                config.jdbcUrl(), config.user(), config.password());
                var statement = connection.createStatement();
                var rows =
                        statement.executeQuery(
                                "select from_state, to_state from order_history where from_state is not null")) {
            while (rows.next()) {
                assertThat(
                                OrderState.of(rows.getString(1))
                                        .mayBecome(OrderState.of(rows.getString(2))))
                        .as("%s -> %s", rows.getString(1), rows.getString(2))
                        .isTrue();
            }
        }
    }

    @AfterEach
    void ledger_sumsToZero() throws Exception {
        try (var connection =
                DriverManager.getConnection(config.jdbcUrl(), config.user(), config.password())) {
            LedgerAfterEach.assertBalanced(connection);
        } finally {
            opened.forEach(Database::close);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void orderPay_isDoneOnceWhereverANodeDies(Engine engine) throws Exception {
        List<Node> nodes = nodes(engine);
        int point = 1;
        for (boolean died = true; died; point++) {
            fill(nodes.getFirst(), PRICE);
            long before = nodes.getFirst().wallet();
            OrderId order = nodes.getFirst().place();
            died = nodes.getFirst().diesAt(point);
            nodes.getLast().run();
            assertThat(nodes.getLast().state(order))
                    .as("died at point %d", point)
                    .isEqualTo(OrderState.CONFIRMED);
            assertThat(nodes.getLast().wallet()).isEqualTo(before - PRICE);
            assertRest(nodes.getLast());
        }
        assertThat(point - 2).isEqualTo(6); // two steps, three points each
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void orderPay_isUndoneWhereverANodeDiesWhenTheWalletHoldsTooLittle(Engine engine)
            throws Exception {
        List<Node> nodes = nodes(engine);
        fill(nodes.getFirst(), PRICE - 1);
        int point = 1;
        for (boolean died = true; died; point++) {
            OrderId order = nodes.getFirst().place();
            died = nodes.getFirst().diesAt(point);
            nodes.getLast().run();
            assertThat(nodes.getLast().state(order))
                    .as("died at point %d", point)
                    .isEqualTo(OrderState.CANCELLED);
            assertThat(nodes.getLast().wallet()).isEqualTo(PRICE - 1);
            assertRest(nodes.getLast());
        }
        assertThat(point).isGreaterThan(5);
    }

    /** What happens to the order behind a charge wins: the money goes back to the wallet. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void orderPay_givesTheMoneyBackWhenTheOrderIsCancelledMeanwhile(Engine engine)
            throws Exception {
        List<Node> nodes = nodes(engine);
        fill(nodes.getFirst(), PRICE);
        int point = 1;
        for (boolean died = true; died; point++) {
            OrderId order = nodes.getFirst().place();
            assertThat(nodes.getFirst().sagas.runOne()).isTrue(); // charged
            assertThat(nodes.getFirst().wallet()).isZero();
            nodes.getFirst().cancel(order);
            died = nodes.getFirst().diesAt(point);
            nodes.getLast().run();
            assertThat(nodes.getLast().state(order)).isEqualTo(OrderState.CANCELLED);
            assertThat(nodes.getLast().wallet()).as("died at point %d", point).isEqualTo(PRICE);
            assertRest(nodes.getLast());
        }
        assertThat(point).isGreaterThan(7);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void orderPay_releasesTheOrderWhenTheDeadlinePasses(Engine engine) throws Exception {
        List<Node> nodes = nodes(engine);
        fill(nodes.getFirst(), PRICE);
        int point = 1;
        for (boolean died = true; died; point++) {
            clock.set(NOW);
            OrderId order = nodes.getFirst().place();
            assertThat(nodes.getFirst().sagas.runOne()).isTrue(); // charged
            clock.set(DEADLINE);
            died = nodes.getFirst().diesAt(point);
            nodes.getLast().run();
            assertThat(nodes.getLast().state(order)).isEqualTo(OrderState.EXPIRED);
            assertThat(nodes.getLast().wallet()).as("died at point %d", point).isEqualTo(PRICE);
            assertRest(nodes.getLast());
        }
        assertThat(point).isGreaterThan(7);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void cancelRefund_paysBackOnceWhereverANodeDies(Engine engine) throws Exception {
        List<Node> nodes = nodes(engine);
        fill(nodes.getFirst(), PRICE);
        int point = 1;
        for (boolean died = true; died; point++) {
            OrderId order = nodes.getFirst().place();
            nodes.getFirst().run();
            nodes.getFirst().cancel(order);
            assertThat(nodes.getFirst().wallet()).isZero();
            died = nodes.getFirst().diesAt(point);
            nodes.getLast().run();
            assertThat(nodes.getLast().state(order)).isEqualTo(OrderState.CANCELLED);
            assertThat(nodes.getLast().wallet()).as("died at point %d", point).isEqualTo(PRICE);
            assertRest(nodes.getLast());
        }
        assertThat(point - 2).isEqualTo(3);
    }

    /** A holiday's work goes on where a dead node left it. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void dayCancellation_refundsEachOrderOnceWhereverANodeDies(Engine engine) throws Exception {
        List<Node> nodes = nodes(engine);
        int many = DayCancellations.BATCH + 10;
        // at the first, a middle and the last order of the first part; then of the second one
        List<Integer> diesAt = List.of(1, 25, DayCancellations.BATCH, 0, 1, 10);
        fill(nodes.getFirst(), many * PRICE);
        for (int i = 0; i < many; i++) {
            nodes.getFirst().place();
        }
        nodes.getFirst().run();
        assertThat(nodes.getFirst().wallet()).isZero();
        nodes.getFirst()
                .database
                .transaction(
                        tx -> {
                            tx.execute(
                                    "insert into calendar_days (school, school_day, window_id, kind, name, actor, changed)"
                                            + " values ('s', date '2026-11-24', '', 'holiday', 'Rain', 'user 1', current_timestamp)");
                            nodes.getFirst()
                                    .days
                                    .closed(
                                            tx,
                                            SCHOOL,
                                            new CalendarEntry(
                                                    DAY,
                                                    Optional.empty(),
                                                    CalendarEntry.Kind.HOLIDAY,
                                                    "Rain"),
                                            "user 1");
                            return true;
                        });
        int deaths = 0;
        boolean more = true;
        for (int life = 0; more; life++) {
            Node node = nodes.get(life % 2);
            node.lives.set(life < diesAt.size() ? diesAt.get(life) : 0);
            try {
                more = node.days.runOne();
            } catch (Killed dead) {
                deaths++;
            }
        }
        assertThat(deaths).isEqualTo(5);
        nodes.getLast().run();
        assertThat(count("select count(*) from orders where state = 'cancelled'")).isEqualTo(many);
        assertThat(count("select cancelled from day_cancellations where state = 'done'"))
                .isEqualTo(many);
        assertThat(count("select count(*) from refunds_due")).isEqualTo(many);
        assertThat(nodes.getLast().wallet()).isEqualTo(many * PRICE);
        assertRest(nodes.getLast());
    }

    /** Nodes die again and again, at points drawn by lot, with many orders at once. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void anyNumberOfDeaths_leavesNothingHalfDone(Engine engine) throws Exception {
        List<Node> nodes = nodes(engine);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(40);
        fill(nodes.getFirst(), 6 * PRICE + 10);
        for (int i = 0; i < 10; i++) {
            OrderId order = nodes.get(i % 2).place();
            if (random.nextInt(4) == 0) {
                nodes.get(i % 2).cancel(order);
            }
        }
        int deaths = 0;
        for (int life = 0; life < 60; life++) {
            deaths += nodes.get(life % 2).diesAt(1 + random.nextInt(5)) ? 1 : 0;
        }
        nodes.getFirst().run();
        assertThat(deaths).isGreaterThan(10);
        assertRest(nodes.getFirst());
        long paid = count("select count(*) from payments");
        assertThat(paid).isEqualTo(6);
        assertThat(nodes.getFirst().wallet()).isEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void twoNodesAtOnce_chargeEachOrderOnce(Engine engine) throws Exception {
        List<Node> nodes = nodes(engine);
        fill(nodes.getFirst(), 12 * PRICE);
        for (int i = 0; i < 12; i++) {
            nodes.getFirst().place();
        }
        Parallel.run(
                4,
                i ->
                        () -> {
                            nodes.get(i % 2).run();
                            return true;
                        });
        nodes.getFirst().run(); // a row another worker held at the end is left to it
        assertRest(nodes.getFirst());
        assertThat(nodes.getFirst().wallet()).isZero();
        assertThat(count("select count(*) from payments")).isEqualTo(12);
    }

    /** A node that stands still holds its own saga, and nobody else. */
    @ParameterizedTest
    @EnumSource(Engine.class)
    void heldSaga_isSkippedByTheOtherNode(Engine engine) throws Exception {
        List<Node> nodes = nodes(engine);
        fill(nodes.getFirst(), 2 * PRICE);
        OrderId order = nodes.getFirst().place();
        var stands = new CountDownLatch(1);
        var goesOn = new CountDownLatch(1);
        Thread still =
                Thread.ofPlatform()
                        .unstarted(() -> assertThat(nodes.getFirst().sagas.runOne()).isTrue());
        FaultPoint.watch(
                here -> {
                    if (Thread.currentThread() == still && here == FaultPoint.SAGA_TAKEN) {
                        stands.countDown();
                        try {
                            goesOn.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                });
        try {
            still.start();
            stands.await();
            assertThat(nodes.getLast().sagas.runOne()).isFalse();
            assertThat(nodes.getLast().state(order)).isEqualTo(OrderState.PENDING_PAYMENT);
        } finally {
            goesOn.countDown();
            still.join();
            FaultPoint.unwatch();
        }
        nodes.getLast().run();
        assertThat(nodes.getLast().state(order)).isEqualTo(OrderState.CONFIRMED);
        assertRest(nodes.getLast());
    }
}
