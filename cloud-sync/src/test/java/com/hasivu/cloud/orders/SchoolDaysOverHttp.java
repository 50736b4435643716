package com.hasivu.cloud.orders;

import static com.hasivu.cloud.SchoolFixture.order;
import static com.hasivu.cloud.SchoolFixture.topUp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Orders and the school's calendar, through the whole service. It is a Monday. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SchoolDaysOverHttp {
    private static final long PRICE = 4_500;
    private static final AtomicInteger KEYS = new AtomicInteger();

    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final long dish;
    private final long child;
    private final Web parent;

    SchoolDaysOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, TestClock.at("2026-11-23T04:30:00Z"));
        school = cloud.school("greenfield");
        dish = school.dish("Idli", PRICE);
        child = school.student();
        parent = school.parent(child);
        topUp(parent, 1_000_000);
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    private Web.Answer declare(String day, String kind, String name) {
        return school.admin()
                .put(school.path("/calendar/days/" + day), "{'kind':'%s','name':'%s'}", kind, name);
    }

    private Web.Answer cancelMeal(String day, String window, String name) {
        return school.admin()
                .put(
                        school.path("/calendar/days/%s/windows/%s".formatted(day, window)),
                        "{'name':'%s'}",
                        name);
    }

    private long paid(String day) {
        long order = order(parent, child, day, dish, 1).expect(201).id();
        parent.with("Idempotency-Key", "school-days-" + KEYS.incrementAndGet())
                .post("/v1/orders/%d/wallet-payment".formatted(order))
                .expect(201);
        return order;
    }

    private JsonNode cancellation(String day) {
        JsonNode items = school.admin().get(school.path("/day-cancellations")).expect(200).json();
        JsonNode newest = items.path("none");
        for (JsonNode item : items.path("items")) {
            if (item.path("date").asText().equals(day)) {
                newest = item;
            }
        }
        return newest;
    }

    private void awaitDone(String day) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> cancellation(day).path("state").asText().equals("done"));
        cloud.settle();
    }

    private String state(long order) {
        return parent.get("/v1/orders/" + order).expect(200).json().path("state").asText();
    }

    @Test
    void place_isForSchoolDaysAndNamesTheHoliday() {
        for (String day : List.of("2026-12-06", "2026-12-07", "2026-12-13", "2026-12-14")) {
            school.menu(day, dish, 9, 5);
        }
        Web.Answer sunday = order(parent, child, "2026-12-06", dish, 1);
        assertThat(sunday.status()).isEqualTo(422);
        assertThat(sunday.code()).isEqualTo("no-school-day");
        assertThat(sunday.json().path("detail").asText()).contains("no school on Sunday");

        declare("2026-12-07", "holiday", "Founder day").expect(200);
        Web.Answer holiday = order(parent, child, "2026-12-07", dish, 1);
        assertThat(holiday.code()).isEqualTo("school-holiday");
        assertThat(holiday.json().path("detail").asText()).contains("Founder day");
        assertThat(school.portionsLeft("2026-12-07")).isEqualTo(9);

        declare("2026-12-13", "school-day", "Sports day").expect(200);
        order(parent, child, "2026-12-13", dish, 1).expect(201);

        cancelMeal("2026-12-14", "lunch", "No gas").expect(200);
        Web.Answer meal = order(parent, child, "2026-12-14", dish, 1);
        assertThat(meal.code()).isEqualTo("meal-cancelled");
        school.admin()
                .call("DELETE", school.path("/calendar/days/2026-12-14/windows/lunch"), "")
                .expect(204);
        order(parent, child, "2026-12-14", dish, 1).expect(201);
    }

    @Test
    void calendar_isWrittenByAdministratorsAndSeenByParents() {
        SchoolFixture other = cloud.school("redhill");
        other.admin()
                .put(
                        other.path("/calendar"),
                        "{'weekdays':['mon','sun'],'terms':[{'name':'Autumn','from':'2026-11-02','to':'2026-11-30'}]}")
                .expect(200);
        long pupil = other.student();
        Web guardian = other.parent(pupil);
        long dosa = other.dish("Dosa", 3_000);
        other.menu("2026-11-29", dosa, 5, 5);
        other.menu("2026-12-07", dosa, 5, 5);
        order(guardian, pupil, "2026-11-29", dosa, 1).expect(201); // a Sunday
        assertThat(order(guardian, pupil, "2026-11-24", dosa, 1).code()).isEqualTo("no-school-day");
        assertThat(order(guardian, pupil, "2026-12-07", dosa, 1).json().path("detail").asText())
                .contains("outside of the school's terms");
        JsonNode seen = guardian.get(other.path("/calendar")).expect(200).json();
        assertThat(seen.at("/weekdays/1").asText()).isEqualTo("sun");
        assertThat(seen.at("/terms/0/name").asText()).isEqualTo("Autumn");
        assertThat(
                        other.admin()
                                .put(
                                        other.path("/calendar"),
                                        "{'weekdays':['mon'],'terms':[{'name':'A','from':'2026-11-02','to':'2026-11-30'},{'name':'B','from':'2026-11-30','to':'2026-12-30'}]}")
                                .code())
                .isEqualTo("impossible-term");
        assertThat(
                        other.admin()
                                .put(
                                        other.path("/calendar/days/2026-11-22"),
                                        "{'kind':'holiday','name':'Too late'}")
                                .code())
                .isEqualTo("day-passed");
    }

    @Test
    void holiday_cancelsEveryOpenOrderAndRefundsEachOnce() {
        String day = "2026-12-01";
        school.menu(day, dish, 200, 5);
        long before = SchoolFixture.balance(parent);
        List<Long> orders = new ArrayList<>();
        for (int i = 0; i < DayCancellations.BATCH + 10; i++) {
            orders.add(
                    i % 3 == 0 ? paid(day) : order(parent, child, day, dish, 1).expect(201).id());
        }
        long cash = order(parent, child, day, dish, 1).expect(201).id();
        school.pay(cash, PRICE).expect(201);
        long paid = orders.size() / 3;
        assertThat(SchoolFixture.balance(parent)).isEqualTo(before - paid * PRICE);

        declare(day, "holiday", "Heavy rain").expect(200);
        awaitDone(day);
        declare(day, "holiday", "Heavy rain, said twice").expect(200);
        awaitDone(day);

        assertThat(orders).allSatisfy(order -> assertThat(state(order)).isEqualTo("cancelled"));
        assertThat(state(cash)).isEqualTo("cancelled");
        assertThat(SchoolFixture.balance(parent)).isEqualTo(before);
        assertThat(cloud.count("select count(*) from refunds_due where order_id = " + cash))
                .isEqualTo(1);
        assertThat(school.portionsLeft(day)).isEqualTo(200);
        assertThat(
                        cloud.count(
                                "select count(*) from order_history h join orders o on o.id = h.order_id"
                                        + " where o.school_day = date '2026-12-01' and h.to_state = 'cancelled'"))
                .isEqualTo(orders.size() + 1);
        JsonNode moves = parent.get("/v1/orders/%d/history".formatted(cash)).json().path("items");
        assertThat(moves.get(2).path("actor").asText()).contains("day cancellation");
    }

    @Test
    void cancelledMeal_leavesTheOtherMealsOfTheDay() {
        String day = "2026-12-02";
        school.window("snack", "15:00", "16:00", 1, "20:00");
        school.menu(day, dish, 9, 5);
        school.admin()
                .put(
                        school.path("/menus/%s/snack".formatted(day)),
                        "{'items':[{'dish':%d,'portions':9,'perOrderLimit':5}]}",
                        dish)
                .expect(200);
        long lunch = paid(day);
        long snack =
                parent.with("Idempotency-Key", "snack-1")
                        .post(
                                "/v1/orders",
                                "{'student':%d,'date':'%s','window':'snack','lines':[{'dish':%d,'quantity':1}]}",
                                child,
                                day,
                                dish)
                        .expect(201)
                        .id();
        cancelMeal(day, "lunch", "No gas").expect(200);
        awaitDone(day);
        assertThat(state(lunch)).isEqualTo("cancelled");
        assertThat(state(snack)).isEqualTo("pending_payment");
        assertThat(cancelMeal(day, "nowhere", "No gas").status()).isEqualTo(404);
    }

    /** Whoever orders while the day is being closed is refused, or cancelled with the others. */
    @Test
    void holiday_leavesNoOrderThatWasPlacedMeanwhile() throws Exception {
        String day = "2026-12-03";
        school.menu(day, dish, 500, 5);
        List<Web.Answer> answers =
                Parallel.run(
                        24,
                        i ->
                                () ->
                                        i == 12
                                                ? declare(day, "holiday", "Strike")
                                                : order(parent, child, day, dish, 1));
        awaitDone(day);
        assertThat(answers)
                .filteredOn(a -> a.status() == 422)
                .allSatisfy(a -> assertThat(a.code()).isEqualTo("school-holiday"));
        assertThat(
                        cloud.count(
                                "select count(*) from orders where school_day = date '2026-12-03' and state <> 'cancelled'"))
                .isZero();
        assertThat(school.portionsLeft(day)).isEqualTo(500);
    }
}
