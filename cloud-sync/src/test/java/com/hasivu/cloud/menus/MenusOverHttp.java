package com.hasivu.cloud.menus;

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

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Daily menus and their portions through the whole service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MenusOverHttp {
    private static final String DAY = "2026-11-24";
    private static final Instant MORNING = Instant.parse("2026-11-23T04:30:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final TestClock clock = new TestClock(MORNING);
    private final CloudFixture cloud;

    MenusOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock);
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    private Web.Answer put(SchoolFixture school, String day, long dish, int portions) {
        return school.admin()
                .put(
                        school.path("/menus/%s/lunch".formatted(day)),
                        "{'items':[{'dish':%d,'portions':%d,'perOrderLimit':3}]}",
                        dish,
                        portions);
    }

    @Test
    void portion_thatIsTheLastGoesToOneOfFiftyInEachOfTwoSchools() throws Exception {
        var schools = List.of(cloud.school("last-one"), cloud.school("last-two"));
        var children = new ArrayList<Long>();
        var parents = new ArrayList<Web>();
        var dishes = new ArrayList<Long>();
        for (SchoolFixture school : schools) {
            children.add(school.student());
            parents.add(school.parent(children.getLast()));
            dishes.add(school.dish("Idli", 4500));
            school.menu(DAY, dishes.getLast(), 1, 1);
        }
        List<Web.Answer> answers =
                Parallel.run(
                        100,
                        i ->
                                () ->
                                        order(
                                                parents.get(i % 2),
                                                children.get(i % 2),
                                                DAY,
                                                dishes.get(i % 2),
                                                1));
        assertThat(answers).filteredOn(a -> a.status() == 201).hasSize(2);
        assertThat(answers)
                .filteredOn(a -> a.status() != 201)
                .allSatisfy(a -> assertThat(a.code()).isEqualTo("sold-out"));
        for (SchoolFixture school : schools) {
            assertThat(school.portionsLeft(DAY)).isZero();
            assertThat(
                            cloud.count(
                                    "select count(*) from orders where school = '%s'"
                                            .formatted(school.id())))
                    .isEqualTo(1);
        }
    }

    /**
     * Buyers, cancellers and a kitchen that changes its mind: what is sold is never more than
     * cooked.
     */
    @Test
    void portions_addUpWhileManyBuyCancelAndTheKitchenChanges() throws Exception {
        SchoolFixture school = cloud.school("busy");
        long child = school.student();
        Web parent = school.parent(child);
        long dish = school.dish("Idli", 4500);
        school.menu(DAY, dish, 20, 3);
        Parallel.run(
                40,
                i ->
                        () -> {
                            if (i % 8 == 7) {
                                return put(school, DAY, dish, 15 + i);
                            }
                            Web.Answer placed = order(parent, child, DAY, dish, 1 + i % 2);
                            return placed.status() == 201 && i % 3 == 0
                                    ? parent.post("/v1/orders/%d/cancel".formatted(placed.id()))
                                    : placed;
                        });
        long sold =
                cloud.count(
                        "select coalesce(sum(l.quantity), 0) from order_lines l join orders o on o.id = l.order_id"
                                + " where o.school = 'busy' and o.state <> 'cancelled'");
        JsonNode item =
                school.admin()
                        .get(school.path("/menus/%s/lunch".formatted(DAY)))
                        .json()
                        .at("/items/0");
        assertThat(sold).isPositive();
        assertThat(item.path("portions").asLong() - item.path("portionsLeft").asLong())
                .isEqualTo(sold);
        assertThat(item.path("portionsLeft").asLong()).isNotNegative();
    }

    @Test
    void portions_comeBackWhenAnOrderIsCancelledOrNotPaid() throws Exception {
        SchoolFixture school = cloud.school("giving-back");
        long child = school.student();
        Web parent = school.parent(child);
        long dish = school.dish("Idli", 4500);
        school.menu(DAY, dish, 5, 3);
        long placed = order(parent, child, DAY, dish, 3).expect(201).id();
        assertThat(school.portionsLeft(DAY)).isEqualTo(2);
        parent.post("/v1/orders/%d/cancel".formatted(placed)).expect(200);
        assertThat(school.portionsLeft(DAY)).isEqualTo(5);
        parent.post("/v1/orders/%d/cancel".formatted(placed)).expect(409);
        assertThat(school.portionsLeft(DAY)).isEqualTo(5); // once
        long unpaid =
                parent.with("Idempotency-Key", "unpaid-" + school.id())
                        .post(
                                "/v1/orders",
                                "{'student':%d,'date':'%s','window':'lunch','payFrom':'wallet','lines':[{'dish':%d,'quantity':2}]}",
                                child,
                                DAY,
                                dish)
                        .expect(201)
                        .id();
        long end = System.nanoTime() + PATIENCE.toNanos();
        String state;
        do {
            Thread.onSpinWait();
            state = parent.get("/v1/orders/" + unpaid).expect(200).json().path("state").asText();
        } while (state.equals("pending_payment") && System.nanoTime() < end);
        assertThat(state).isEqualTo("cancelled"); // an empty wallet
        assertThat(school.portionsLeft(DAY)).isEqualTo(5);
    }

    @Test
    void list_showsTheSpanWithWhatTheChildMustNotHave() {
        SchoolFixture school = cloud.school("looking");
        long child =
                school.admin()
                        .post(
                                school.path("/students"),
                                "{'name':'Child','className':'5A','rollNumber':'1','allergens':['milk','peanut']}")
                        .expect(201)
                        .id();
        Web parent = school.parent(child);
        long dosa = school.dish("Dosa", 3000);
        long korma =
                school.admin()
                        .post(
                                school.path("/dishes"),
                                "{'name':'Korma','pricePaise':9000,'diet':'non-veg','allergens':['milk','tree-nut']}")
                        .expect(201)
                        .id();
        school.admin()
                .put(
                        school.path("/menus/%s/lunch".formatted(DAY)),
                        "{'items':[{'dish':%d,'portions':5,'perOrderLimit':2},{'dish':%d,'portions':5,'perOrderLimit':2}]}",
                        dosa,
                        korma)
                .expect(200);
        school.menu("2026-11-26", dosa, 5, 2);
        school.menu("2026-11-30", dosa, 5, 2); // outside of the span
        String span = school.path("/menus?from=2026-11-24&to=2026-11-29");
        JsonNode menus =
                parent.get(span + "&student=%d&diet=veg".formatted(child)).expect(200).json();
        assertThat(menus.path("items"))
                .extracting(menu -> menu.path("date").asText())
                .containsExactly("2026-11-24", "2026-11-26");
        assertThat(menus.at("/items/0/items/0/conflictingAllergens")).isEmpty();
        assertThat(menus.at("/items/0/items/0/conflictingDiet").asBoolean(true)).isFalse();
        assertThat(menus.at("/items/0/items/1/conflictingAllergens").toString())
                .isEqualTo("[\"milk\"]");
        assertThat(menus.at("/items/0/items/1/conflictingDiet").asBoolean()).isTrue();
        assertThat(menus.at("/items/0/items/1/allergens").toString())
                .isEqualTo("[\"milk\",\"tree-nut\"]");
        assertThat(menus.at("/items/0/items/0/unsuitable")).isEmpty();
        assertThat(menus.at("/items/0/items/1/unsuitable").toString())
                .isEqualTo("[\"has milk\",\"is non-veg and not for veg\"]");
        school.admin()
                .call("PATCH", school.path("/students/" + child), "{\"diet\":\"vegan\"}")
                .expect(200);
        JsonNode vegan = parent.get(span + "&student=" + child).expect(200).json();
        assertThat(vegan.at("/items/0/items/0/conflictingDiet").asBoolean()).isTrue();
        assertThat(vegan.at("/items/0/items/0/unsuitable").toString())
                .isEqualTo("[\"is veg and not for vegan\"]");
        JsonNode both =
                parent.get(span + "&student=%d&diet=jain".formatted(child)).expect(200).json();
        assertThat(both.at("/items/0/items/0/unsuitable").toString())
                .isEqualTo("[\"is veg and not for vegan or jain\"]");
        JsonNode plain = parent.get(span).expect(200).json();
        assertThat(plain.at("/items/0/items/1/conflictingAllergens").isMissingNode()).isTrue();

        long other = school.student(); // of another family, of another school, of nobody
        long foreign = cloud.school("looking-too").student();
        String nowhere = parent.get(span + "&student=999999").expect(404).text();
        assertThat(parent.get(span + "&student=" + other).text()).isEqualTo(nowhere);
        assertThat(parent.get(span + "&student=" + foreign).text()).isEqualTo(nowhere);
        assertThat(school.admin().get(span + "&student=" + foreign).text()).isEqualTo(nowhere);
        school.admin().get(span + "&student=" + other).expect(200);
        assertThat(parent.get(school.path("/menus?from=2026-11-24&to=2026-12-25")).status())
                .isEqualTo(400);
        assertThat(parent.get(school.path("/menus?from=2026-11-24&to=2026-11-23")).status())
                .isEqualTo(400);
    }

    @Test
    void policy_letsOnlyWhatIsApprovedOnTheMenus() {
        SchoolFixture school = cloud.school("strict");
        long idli = school.dish("Idli", 3000);
        long dosa = school.dish("Dosa", 3000);
        school.menu(DAY, idli, 5, 2);
        String policy = school.path("/menu-policy");
        school.admin().put(policy, "{'direct':false}").expect(403);
        school.staff("principal").put(policy, "{'direct':false}").expect(200);
        assertThat(school.admin().get(policy).json().path("direct").asBoolean(true)).isFalse();
        assertThat(put(school, DAY, dosa, 5).code()).isEqualTo("approval-needed");
        assertThat(put(school, "2026-11-25", idli, 5).code()).isEqualTo("approval-needed");
        assertThat(school.admin().get(school.path("/menus/2026-11-25/lunch")).status())
                .isEqualTo(404);
        put(school, DAY, idli, 9).expect(200); // other numbers
        assertThat(school.portionsLeft(DAY)).isEqualTo(9);
        school.admin()
                .put(school.path("/menus/%s/lunch".formatted(DAY)), "{'items':[]}")
                .expect(200);
        cloud.root().put(policy, "{'direct':true}").expect(200);
        put(school, DAY, dosa, 5).expect(200);
    }
}
