package com.hasivu.cloud.recurring;

import static com.hasivu.cloud.SchoolFixture.topUp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.Beside;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.auth.People;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.ledger.Ledger;
import com.hasivu.cloud.menus.Dishes;
import com.hasivu.cloud.menus.Menus;
import com.hasivu.cloud.orders.Orders;
import com.hasivu.cloud.orders.Placements;
import com.hasivu.cloud.orders.Placing;
import com.hasivu.cloud.orders.Wish;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.payments.PaidFromWallet;
import com.hasivu.cloud.payments.Payments;
import com.hasivu.cloud.payments.Refunds;
import com.hasivu.cloud.saga.Sagas;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.cloud.schools.Students;
import com.hasivu.cloud.wallet.Wallets;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** Recurring orders through the whole service, three days ahead. It is a Monday morning. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RecurringOverHttp {
    private static final Instant MORNING = Instant.parse("2026-11-23T04:30:00Z");
    private static final long PRICE = 4_500;
    private static final AtomicInteger KEYS = new AtomicInteger();

    private final TestClock clock = new TestClock(MORNING);
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final Database database;
    private final long dish;

    RecurringOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock);
        school = cloud.school("greenfield");
        dish = school.dish("Idli", PRICE);
        database = Database.open(cloud.config().database());
    }

    @AfterAll
    void stop() throws Exception {
        database.close();
        cloud.close();
    }

    private record Family(long child, Web parent) {}

    private Family family(String window) {
        clock.set(MORNING);
        school.window(window, "11:30", "14:00", 1, "20:00");
        long child = school.student();
        return new Family(child, school.parent(child));
    }

    private void menu(String window, String day, int portions) {
        school.admin()
                .put(
                        school.path("/menus/%s/%s".formatted(day, window)),
                        "{'items':[{'dish':%d,'portions':%d,'perOrderLimit':5}]}",
                        dish,
                        portions)
                .expect(200);
    }

    private String rule(Family family, String window, String more) {
        return "{'student':%d,'window':'%s','weekdays':['tue','wed','thu'],'lines':[{'dish':%d,'quantity':1}]%s}"
                .formatted(family.child(), window, dish, more)
                .replace('\'', '"');
    }

    private long recurring(Family family, String window, String more) {
        return family.parent()
                .with("Idempotency-Key", "recurring-" + KEYS.incrementAndGet())
                .call("POST", "/v1/recurring-orders", rule(family, window, more))
                .expect(201)
                .id();
    }

    private static List<String> days(Family family, long id) {
        var days = new ArrayList<String>();
        items(family, id)
                .forEach(
                        day ->
                                days.add(
                                        (day.path("date").asText()
                                                        + " "
                                                        + day.path("state").asText()
                                                        + " "
                                                        + day.path("code").asText())
                                                .strip()));
        return days;
    }

    private static JsonNode items(Family family, long id) {
        return family.parent()
                .get("/v1/recurring-orders/%d/days".formatted(id))
                .expect(200)
                .json()
                .path("items");
    }

    private static void awaitDays(Family family, long id, String... expected) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(days(family, id)).containsExactly(expected));
    }

    @Test
    void days_arePlacedAheadAndPaidFromTheWallet() {
        Family family = family("ahead");
        for (String day : List.of("2026-11-24", "2026-11-25", "2026-11-26", "2026-12-01")) {
            menu("ahead", day, 9);
        }
        topUp(family.parent(), 10 * PRICE);
        long id = recurring(family, "ahead", ",'payFrom':'wallet'");
        awaitDays(family, id, "2026-11-24 placed", "2026-11-25 placed", "2026-11-26 placed");
        assertThat(SchoolFixture.balance(family.parent())).isEqualTo(7 * PRICE);
        long order = items(family, id).at("/0/order").asLong();
        JsonNode placed = family.parent().get("/v1/orders/" + order).expect(200).json();
        assertThat(placed.path("state").asText()).isEqualTo("confirmed");
        assertThat(
                        family.parent()
                                .get("/v1/orders/%d/history".formatted(order))
                                .json()
                                .at("/items/0/actor")
                                .asText())
                .startsWith("recurring " + id);

        clock.set(Instant.parse("2026-11-28T04:30:00Z")); // Saturday: Tuesday is in reach
        awaitDays(
                family,
                id,
                "2026-11-24 placed",
                "2026-11-25 placed",
                "2026-11-26 placed",
                "2026-12-01 placed");
        clock.set(MORNING);
    }

    @Test
    void day_thatCannotBePlacedSaysWhyAndIsTriedAgainUntilItsDeadline() {
        Family family = family("why");
        menu("why", "2026-11-24", 0);
        menu("why", "2026-11-26", 9);
        school.admin()
                .put(school.path("/calendar/days/2026-11-25/windows/why"), "{'name':'No gas'}")
                .expect(200);
        long id = recurring(family, "why", ",'payFrom':'wallet'");
        awaitDays(
                family,
                id,
                "2026-11-24 refused sold-out",
                "2026-11-25 refused meal-cancelled",
                "2026-11-26 refused insufficient-funds");
        assertThat(items(family, id).at("/1/reason").asText()).contains("No gas");

        topUp(family.parent(), 10 * PRICE);
        clock.advance(Recurring.AGAIN);
        awaitDays(
                family,
                id,
                "2026-11-24 refused sold-out",
                "2026-11-25 refused meal-cancelled",
                "2026-11-26 placed");
        clock.set(Instant.parse("2026-11-23T14:30:00Z")); // Tuesday's deadline
        awaitDays(
                family,
                id,
                "2026-11-24 missed sold-out",
                "2026-11-25 refused meal-cancelled",
                "2026-11-26 placed");
        assertThat(cloud.count("select count(*) from orders where student = " + family.child()))
                .isEqualTo(1);
        clock.set(MORNING);
    }

    @Test
    void allergenConflict_isAReasonAndNoOrder() {
        Family family = family("peanut");
        long chikki =
                school.admin()
                        .post(
                                school.path("/dishes"),
                                "{'name':'Chikki','pricePaise':1000,'diet':'veg','allergens':['peanut']}")
                        .expect(201)
                        .id();
        school.admin()
                .put(
                        school.path("/menus/2026-11-24/peanut"),
                        "{'items':[{'dish':%d,'portions':9,'perOrderLimit':5}]}",
                        chikki)
                .expect(200);
        school.admin()
                .call(
                        "PATCH",
                        school.path("/students/" + family.child()),
                        "{\"allergens\":[\"peanut\"]}")
                .expect(200);
        long id =
                family.parent()
                        .with("Idempotency-Key", "peanut-1")
                        .post(
                                "/v1/recurring-orders",
                                "{'student':%d,'window':'peanut','weekdays':['tue'],'lines':[{'dish':%d,'quantity':1}]}",
                                family.child(),
                                chikki)
                        .expect(201)
                        .id();
        awaitDays(family, id, "2026-11-24 refused allergen-conflict");
        assertThat(items(family, id).at("/0/reason").asText()).contains("Chikki has peanut");
    }

    @Test
    void dietConflict_isAReasonUntilTheSchoolSaysOtherwise() {
        Family family = family("jain");
        menu("jain", "2026-11-24", 9);
        school.admin()
                .call("PATCH", school.path("/students/" + family.child()), "{\"diet\":\"jain\"}")
                .expect(200);
        long id = recurring(family, "jain", ",'until':'2026-11-24'");
        awaitDays(family, id, "2026-11-24 refused diet-conflict");
        assertThat(items(family, id).at("/0/reason").asText()).contains("and not for jain");
        school.admin()
                .call("PATCH", school.path("/students/" + family.child()), "{\"diet\":\"veg\"}")
                .expect(200);
        clock.advance(Recurring.AGAIN);
        awaitDays(family, id, "2026-11-24 placed");
        clock.set(MORNING);
    }

    @Test
    void pauseChangeAndEnd_leaveWhatIsPlaced() {
        Family family = family("pause");
        menu("pause", "2026-11-24", 9);
        long id = recurring(family, "pause", ",'until':'2026-11-25'");
        awaitDays(family, id, "2026-11-24 placed", "2026-11-25 refused no-menu");
        long order = items(family, id).at("/0/order").asLong();
        assertThat(family.parent().get("/v1/orders/" + order).json().path("payBy").asText())
                .isEqualTo("2026-11-23T14:30:00Z"); // not paid from the wallet: until the deadline

        String path = "/v1/recurring-orders/" + id;
        family.parent()
                .call("PUT", path, rule(family, "pause", ",'until':'2026-11-25','paused':true"))
                .expect(200);
        awaitDays(family, id, "2026-11-24 placed");
        menu("pause", "2026-11-25", 9);
        family.parent()
                .call("PUT", path, rule(family, "pause", ",'until':'2026-11-25'"))
                .expect(200);
        awaitDays(family, id, "2026-11-24 placed", "2026-11-25 placed");

        Family stranger = family("pause");
        assertThat(stranger.parent().get(path).status()).isEqualTo(404);
        assertThat(stranger.parent().call("DELETE", path, "").status()).isEqualTo(404);
        family.parent().call("DELETE", path, "").expect(204);
        assertThat(family.parent().get(path).status()).isEqualTo(404);
        assertThat(
                        family.parent()
                                .with("Idempotency-Key", "not-mine")
                                .call("POST", "/v1/recurring-orders", rule(stranger, "pause", ""))
                                .code())
                .isEqualTo("student-not-yours");
    }

    /** Two guardians want the same, several nodes work: the child eats once a day. */
    @Test
    void day_isOrderedOnceHoweverManyNodesAndRules() throws Exception {
        Family family = family("once");
        Web second = school.parent(family.child());
        for (String day : List.of("2026-11-24", "2026-11-25", "2026-11-26")) {
            menu("once", day, 9);
        }
        topUp(family.parent(), 10 * PRICE);
        topUp(second, 10 * PRICE);
        Recurring node = node();
        long mine = recurring(family, "once", ",'payFrom':'wallet'");
        long other = recurring(new Family(family.child(), second), "once", ",'payFrom':'wallet'");
        Parallel.run(
                6,
                i ->
                        () -> {
                            while (node.runOne()) {
                                continue;
                            }
                            return true;
                        });
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                cloud.count(
                                                "select count(*) from recurring_days where state <> 'planned' and recurring in (%d, %d)"
                                                        .formatted(mine, other))
                                        == 6);
        assertThat(cloud.count("select count(*) from orders where student = " + family.child()))
                .isEqualTo(3);
        assertThat(SchoolFixture.balance(family.parent()) + SchoolFixture.balance(second))
                .isEqualTo(17 * PRICE);
        assertThat(
                        cloud.count(
                                "select count(*) from recurring_days where state = 'refused' and code = 'already-ordered'"))
                .isEqualTo(3);
    }

    /** A guardian's order is there, and not to be seen before it is whole. */
    @Test
    void day_waitsForTheOrderThatIsBeingPlacedAndThenIsOrderedNoMore() throws Exception {
        Family family = family("beside");
        long id = recurring(family, "beside", ",'until':'2026-11-24'");
        awaitDays(family, id, "2026-11-24 refused no-menu");
        menu("beside", "2026-11-24", 9);
        var guardian =
                new Caller(
                        new UserId(
                                cloud.count(
                                        "select guardian from recurring_orders where id = " + id)),
                        Role.PARENT,
                        Optional.of(new SchoolId("greenfield")),
                        "by hand");
        var wish =
                new Wish(
                        new StudentId(family.child()),
                        LocalDate.parse("2026-11-24"),
                        new WindowId("beside"),
                        List.of(new Wish.Line(dish, 1)));
        Placements placements = epics().placements();
        long orders =
                Beside.transaction(
                        database,
                        tx ->
                                placements.place(
                                        tx,
                                        guardian,
                                        wish,
                                        new Placing("test", true, Optional.empty())),
                        () -> {
                            clock.advance(Recurring.AGAIN);
                            awaitDays(family, id, "2026-11-24 refused already-ordered");
                            return cloud.count(
                                    "select count(*) from orders where student = "
                                            + family.child());
                        });
        assertThat(orders).isEqualTo(1);
        clock.set(MORNING);
    }

    private Recurring node() {
        return new Recurring(database, epics(), 3, clock);
    }

    private Recurring.Epics epics() {
        var outbox = new Outbox(clock);
        var schools = new Schools(outbox, clock);
        var students = new Students(outbox, clock);
        var menus = new Menus(new Dishes(clock));
        var orders = new Orders(schools, students, menus, outbox, clock);
        var placements = new Placements(schools, students, menus, orders, outbox, clock);
        var ledger = new Ledger(clock);
        var wallets = new Wallets(ledger, schools, clock);
        var sagas = new Sagas(database, clock);
        var wallet =
                new PaidFromWallet(
                        new Payments(orders, students, ledger, wallets, clock),
                        new Refunds(orders, ledger, wallets, new People(clock), sagas, clock),
                        sagas);
        return new Recurring.Epics(
                schools, students, new Dishes(clock), orders, placements, wallet);
    }
}
