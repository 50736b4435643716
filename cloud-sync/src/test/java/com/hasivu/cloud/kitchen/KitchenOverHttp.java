package com.hasivu.cloud.kitchen;

import static com.hasivu.cloud.SchoolFixture.order;

import static org.assertj.core.api.Assertions.assertThat;

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

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The kitchen's sheet, queue and batches, through the whole service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KitchenOverHttp {
    private static final Instant MORNING = Instant.parse("2026-11-23T04:30:00Z");
    private static final long PRICE = 4_500;

    private final TestClock clock = new TestClock(MORNING);
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final Web kitchen;
    private final long child;
    private final Web parent;
    private final long dish;

    KitchenOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock);
        school = cloud.school("greenfield");
        kitchen = school.staff("kitchen_staff");
        child = school.student();
        parent = school.parent(child);
        dish = school.dish("Idli", PRICE);
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    private long paid(String day, int quantity) {
        long order = order(parent, child, day, dish, quantity).expect(201).id();
        school.pay(order, quantity * PRICE).expect(201);
        return order;
    }

    private Web.Answer move(String to, List<Long> orders) {
        return kitchen.call(
                "POST",
                school.path("/kitchen/batches"),
                "{\"to\":\"%s\",\"orders\":%s}".formatted(to, orders));
    }

    private JsonNode queue(String day, String more) {
        return kitchen.get(school.path("/kitchen/%s/lunch/queue%s".formatted(day, more)))
                .expect(200)
                .json();
    }

    private void allergens(String codes) {
        school.admin()
                .call(
                        "PATCH",
                        school.path("/students/" + child),
                        "{\"allergens\":[%s]}".formatted(codes))
                .expect(200);
    }

    @Test
    void sheet_countsWhatIsOrderedAndFlagsAllergies() {
        String day = "2026-11-24";
        clock.set(MORNING);
        school.menu(day, dish, 100, 5);
        for (int i = 1; i <= 4; i++) {
            paid(day, i);
        }
        order(parent, child, day, dish, 5).expect(201); // not paid
        long cancelled = paid(day, 5);
        parent.post("/v1/orders/%d/cancel".formatted(cancelled)).expect(200);
        String path = school.path("/kitchen/%s/lunch/sheet".formatted(day));

        JsonNode before = kitchen.get(path).expect(200).json();
        assertThat(before.path("complete").asBoolean()).isFalse();
        assertThat(before.path("deadline").asText()).isEqualTo("2026-11-23T14:30:00Z");
        clock.set(Instant.parse("2026-11-23T14:30:00Z"));
        JsonNode sheet = kitchen.get(path).expect(200).json();
        assertThat(sheet.path("complete").asBoolean()).isTrue();
        assertThat(sheet.path("orders").asInt()).isEqualTo(4);
        assertThat(sheet.at("/dishes/0/quantity").asLong())
                .isEqualTo(10)
                .isEqualTo(
                        cloud.count(
                                "select sum(l.quantity) from order_lines l join orders o on o.id = l.order_id"
                                        + " where o.school_day = date '2026-11-24' and o.state = 'confirmed'"));
        assertThat(sheet.path("allergies")).isEmpty();

        allergens("\"milk\"");
        JsonNode flagged = kitchen.get(path).expect(200).json().path("allergies");
        assertThat(flagged).hasSize(4);
        assertThat(flagged.at("/0/student").asLong()).isEqualTo(child);
        assertThat(flagged.at("/0/allergens/0").asText()).isEqualTo("milk");
        Web.Answer csv = kitchen.get(path + ".csv").expect(200);
        assertThat(csv.raw().headers().firstValue("Content-Type"))
                .contains("text/csv; charset=utf-8");
        assertThat(csv.text()).startsWith("dish,quantity,allergens\r\nIdli,10,\r\n");
        allergens("");
        clock.set(MORNING);
    }

    @Test
    void queue_isMovedInBatchesAndNamesWhatDoesNotMove() {
        String day = "2026-11-25";
        school.menu(day, dish, 100, 5);
        List<Long> orders = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            orders.add(paid(day, 1));
        }
        assertThat(queue(day, "").path("items")).hasSize(5);
        JsonNode first = queue(day, "?limit=2");
        assertThat(first.path("items")).hasSize(2);
        assertThat(queue(day, "?cursor=" + first.path("nextCursor").asText()).path("items"))
                .hasSize(3);

        long unpaid = order(parent, child, day, dish, 1).expect(201).id();
        JsonNode moved =
                move("preparing", List.of(orders.get(0), orders.get(1), unpaid, 999_999L))
                        .expect(200)
                        .json();
        assertThat(moved.path("moved")).hasSize(2);
        assertThat(moved.at("/refused/0/state").asText()).isEqualTo("pending_payment");
        assertThat(moved.at("/refused/1/order").asLong()).isEqualTo(999_999);
        assertThat(moved.at("/refused/1").has("state")).isFalse();
        assertThat(queue(day, "?state=preparing").path("items")).hasSize(2);

        Web.Answer illegal = move("preparing", List.of(orders.get(0)));
        assertThat(illegal.status()).isEqualTo(409);
        assertThat(illegal.json().at("/errors/0/detail").asText()).contains("is preparing");
        move("ready", orders).expect(200);
        assertThat(move("preparing", orders).code()).isEqualTo("order-state");
        assertThat(
                        parent.get("/v1/orders/%d/history".formatted(orders.get(0)))
                                .json()
                                .path("items")
                                .findValuesAsText("to"))
                .containsExactly("pending_payment", "confirmed", "preparing", "ready");
    }

    @Test
    void batch_movesEachOrderOnceWhenTwoCooksDoIt() throws Exception {
        String day = "2026-11-26";
        school.menu(day, dish, 100, 5);
        List<Long> orders = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            orders.add(paid(day, 1));
        }
        List<Web.Answer> answers = Parallel.run(4, i -> () -> move("ready", orders));
        assertThat(answers).filteredOn(a -> a.status() == 200).hasSize(1);
        assertThat(answers).filteredOn(a -> a.status() == 409).hasSize(3);
        assertThat(
                        cloud.count(
                                "select count(*) from order_history h join orders o on o.id = h.order_id"
                                        + " where o.school_day = date '2026-11-26' and h.to_state = 'ready'"))
                .isEqualTo(8);
    }

    @Test
    void kitchen_isOfTheOwnSchool() {
        SchoolFixture other = cloud.school("bluehill");
        Web stranger = other.staff("kitchen_staff");
        String day = "2026-11-27";
        school.menu(day, dish, 100, 5);
        long order = paid(day, 1);
        assertThat(stranger.get(school.path("/kitchen/%s/lunch/sheet".formatted(day))).status())
                .isEqualTo(404);
        Web.Answer foreign =
                stranger.call(
                        "POST",
                        other.path("/kitchen/batches"),
                        "{\"to\":\"ready\",\"orders\":[%d]}".formatted(order));
        assertThat(foreign.status()).isEqualTo(409);
        assertThat(foreign.json().at("/errors/0/detail").asText())
                .isEqualTo("the school has no order " + order);
        assertThat(kitchen.get(school.path("/kitchen/%s/tea/sheet".formatted(day))).status())
                .isEqualTo(404);
    }
}
