package com.hasivu.cloud.plans;

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

/** Menu plans, their approval and templates through the whole service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PlansOverHttp {
    /** A Monday morning in India. */
    private static final Instant MORNING = Instant.parse("2026-11-23T04:30:00Z");

    private final TestClock clock = new TestClock(MORNING);
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final Web kitchen;
    private final Web nutritionist;
    private final Web principal;
    private final long idli;
    private final long dosa;

    PlansOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock);
        school = cloud.school("greenfield");
        kitchen = school.staff("kitchen_staff");
        nutritionist = school.staff("nutritionist");
        principal = school.staff("principal");
        idli = school.dish("Idli", 3000);
        dosa = school.dish("Dosa", 4000);
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    private String path(long plan, String step) {
        return school.path("/menu-plans/%d%s".formatted(plan, step));
    }

    private static String meal(String day, long dish, int portions) {
        return "{'date':'%s','window':'lunch','items':[{'dish':%d,'portions':%d,'perOrderLimit':2}]}"
                .formatted(day, dish, portions);
    }

    private Web.Answer create(String name, String... meals) {
        return kitchen.post(
                school.path("/menu-plans"),
                "{'name':'%s','menus':[%s]}",
                name,
                String.join(",", meals));
    }

    private long draft(String... meals) {
        return create("Plan", meals).expect(201).id();
    }

    private JsonNode approved(long plan) {
        kitchen.post(path(plan, "/submit")).expect(200);
        nutritionist.post(path(plan, "/approve")).expect(200);
        school.admin().post(path(plan, "/approve")).expect(200);
        return principal.post(path(plan, "/approve")).expect(200).json();
    }

    private String state(long plan) {
        return kitchen.get(path(plan, "")).expect(200).json().path("state").asText();
    }

    private JsonNode menu(String day) {
        return school.admin().get(school.path("/menus/%s/lunch".formatted(day))).expect(200).json();
    }

    private static List<String> texts(JsonNode list, String field) {
        var all = new ArrayList<String>();
        list.forEach(node -> all.add(field.isEmpty() ? node.asText() : node.path(field).asText()));
        return all;
    }

    @Test
    void plan_isApprovedInOrderAndPublishedOnce() {
        JsonNode made =
                create("Week 49", meal("2026-12-01", dosa, 20), meal("2026-11-30", idli, 10))
                        .expect(201)
                        .json();
        long plan = made.path("id").asLong();
        assertThat(made.path("firstDay").asText()).isEqualTo("2026-11-30");
        assertThat(made.path("lastDay").asText()).isEqualTo("2026-12-01");
        assertThat(made.path("state").asText()).isEqualTo("draft");
        for (Web early : List.of(nutritionist, school.admin(), principal)) {
            assertThat(early.post(path(plan, "/approve")).expect(409).code())
                    .isEqualTo("plan-state");
        }
        kitchen.post(path(plan, "/submit")).expect(200);
        assertThat(kitchen.post(path(plan, "/submit")).expect(409).code()).isEqualTo("plan-state");
        for (Web early : List.of(school.admin(), principal)) {
            assertThat(early.post(path(plan, "/approve")).expect(409).code())
                    .isEqualTo("out-of-order");
        }
        assertThat(nutritionist.post(path(plan, "/approve")).json().path("waitsFor").asText())
                .isEqualTo("school_admin");
        for (Web wrong : List.of(nutritionist, principal)) {
            assertThat(wrong.post(path(plan, "/approve")).expect(409).code())
                    .isEqualTo("out-of-order");
        }
        school.admin().post(path(plan, "/approve")).expect(200);
        assertThat(school.admin().post(path(plan, "/publish")).expect(409).code())
                .isEqualTo("plan-state");
        assertThat(principal.post(path(plan, "/approve")).json().path("state").asText())
                .isEqualTo("approved");
        assertThat(school.admin().get(school.path("/menus/2026-11-30/lunch")).status())
                .isEqualTo(404);
        JsonNode published = principal.post(path(plan, "/publish")).expect(200).json();
        assertThat(published.path("state").asText()).isEqualTo("published");
        assertThat(texts(published.path("history"), "to"))
                .containsExactly(
                        "draft",
                        "submitted",
                        "nutritionist_approved",
                        "admin_approved",
                        "approved",
                        "published");
        assertThat(texts(published.path("history"), "role"))
                .containsExactly(
                        "kitchen_staff",
                        "kitchen_staff",
                        "nutritionist",
                        "school_admin",
                        "principal",
                        "principal");
        assertThat(menu("2026-11-30").at("/items/0/portionsLeft").asInt()).isEqualTo(10);
        assertThat(menu("2026-12-01").at("/items/0/dish").asLong()).isEqualTo(dosa);
        school.menu("2026-11-30", idli, 12, 2); // the kitchen can do two more
        JsonNode again = principal.post(path(plan, "/publish")).expect(200).json();
        assertThat(again).isEqualTo(published);
        assertThat(menu("2026-11-30").at("/items/0/portionsLeft").asInt()).isEqualTo(12);
    }

    @Test
    void publish_ofManyAtOnceMakesTheMenusOnce() throws Exception {
        long plan = draft(meal("2027-01-04", idli, 10), meal("2027-01-05", dosa, 10));
        approved(plan);
        List<Web.Answer> answers =
                Parallel.run(10, i -> () -> principal.post(path(plan, "/publish")));
        assertThat(answers).allSatisfy(a -> assertThat(a.status()).isEqualTo(200));
        assertThat(answers).extracting(Web.Answer::text).containsOnly(answers.getFirst().text());
        assertThat(
                        cloud.count(
                                "select count(*) from menu_plan_history where to_state = 'published' and plan = "
                                        + plan))
                .isEqualTo(1);
    }

    @Test
    void approval_byOnePersonInTwoRolesIsRefused() {
        SchoolFixture small = cloud.school("small");
        long dish = small.dish("Idli", 3000);
        Web cook = small.staff("nutritionist");
        Web.Answer made =
                cook.post(
                        small.path("/menu-plans"),
                        "{'name':'Plan','menus':[%s]}".formatted(meal("2026-12-02", dish, 5)));
        String plan = small.path("/menu-plans/%d".formatted(made.expect(201).id()));
        cook.post(plan + "/submit").expect(200);
        cook.post(plan + "/approve").expect(200); // who submitted may be one of the three
        String role = "update users set role = '%s' where school = 'small' and role = '%s'";
        cloud.execute(role.formatted("school_admin_away", "school_admin"));
        cloud.execute(role.formatted("school_admin", "nutritionist"));
        clock.set(MORNING.plusSeconds(1_200)); // a new token, with the new role
        assertThat(cook.post(plan + "/approve").expect(409).code()).isEqualTo("approved-already");
        cloud.execute(role.formatted("nutritionist", "school_admin"));
        cloud.execute(role.formatted("school_admin", "school_admin_away"));
        clock.set(MORNING.plusSeconds(2_400));
        small.admin().post(plan + "/approve").expect(200);
        clock.set(MORNING);
    }

    @Test
    void rejection_givesTheReasonAndFreesTheMeals() {
        long plan = draft(meal("2026-12-07", idli, 10));
        long other = draft(meal("2026-12-07", dosa, 10), meal("2026-12-08", dosa, 10));
        kitchen.post(path(plan, "/submit")).expect(200);
        Web.Answer refused = kitchen.post(path(other, "/submit")).expect(409);
        assertThat(refused.code()).isEqualTo("plan-overlap");
        assertThat(refused.text()).contains("2026-12-07").contains("plan " + plan);
        assertThat(state(other)).isEqualTo("draft");
        nutritionist.post(path(plan, "/approve")).expect(200);
        assertThat(principal.post(path(plan, "/reject"), "{}").status()).isEqualTo(400);
        JsonNode rejected =
                principal
                        .post(path(plan, "/reject"), "{'reason':'too little protein'}")
                        .expect(200)
                        .json();
        assertThat(rejected.path("state").asText()).isEqualTo("draft");
        assertThat(texts(rejected.path("history"), "reason")).contains("too little protein");
        kitchen.post(path(other, "/submit")).expect(200);
        assertThat(kitchen.post(path(plan, "/submit")).code()).isEqualTo("plan-overlap");
        // the approvals of the first round count no more
        long version = kitchen.get(path(plan, "")).json().path("version").asLong();
        String edit =
                "{'name':'Plan','version':%d,'menus':[%s]}"
                        .formatted(version, meal("2026-12-09", idli, 10));
        kitchen.put(path(plan, ""), edit).expect(200);
        assertThat(kitchen.put(path(plan, ""), edit).expect(409).code()).isEqualTo("plan-changed");
        kitchen.post(path(plan, "/submit")).expect(200);
        assertThat(school.admin().post(path(plan, "/approve")).code()).isEqualTo("out-of-order");
        assertThat(
                        nutritionist
                                .post(path(plan, "/approve"), "{'version':%d}", version)
                                .expect(409)
                                .code())
                .isEqualTo("plan-changed");
        nutritionist.post(path(plan, "/approve")).expect(200);
        assertThat(
                        kitchen.put(
                                        path(plan, ""),
                                        edit.replace("'version':" + version, "'version':99"))
                                .status())
                .isEqualTo(409);
    }

    @Test
    void overlap_ofManySubmittedAtOnceLetsOneThrough() throws Exception {
        for (int day = 1; day <= 6; day++) {
            // one meal each: with a second one, that would meet the first plan's after its commit
            String meal = meal("2027-04-0" + day, dosa, 5);
            var plans = new ArrayList<Long>();
            for (int i = 0; i < 8; i++) {
                plans.add(draft(meal));
            }
            List<Web.Answer> answers =
                    Parallel.run(8, i -> () -> kitchen.post(path(plans.get(i), "/submit")));
            assertThat(answers).filteredOn(a -> a.status() == 200).hasSize(1);
            assertThat(answers)
                    .filteredOn(a -> a.status() != 200)
                    .allSatisfy(a -> assertThat(a.code()).isEqualTo("plan-overlap"));
        }
        SchoolFixture other = cloud.school("bluehill"); // the same meals of another school
        long dish = other.dish("Idli", 3000);
        long plan =
                other.admin()
                        .post(
                                other.path("/menu-plans"),
                                "{'name':'Plan','menus':[%s]}"
                                        .formatted(meal("2027-04-01", dish, 5)))
                        .expect(201)
                        .id();
        other.admin().post(other.path("/menu-plans/%d/submit".formatted(plan))).expect(200);
        // and nobody of one school sees the other's
        assertThat(kitchen.get(path(plan, "")).text())
                .isEqualTo(kitchen.get(path(999_999, "")).expect(404).text());
        assertThat(nutritionist.post(path(plan, "/approve")).status()).isEqualTo(404);
        assertThat(
                        kitchen.post(path(plan, "/clone"), "{'name':'X','firstDay':'2026-12-21'}")
                                .status())
                .isEqualTo(404);
    }

    @Test
    void publish_keepsWhatIsSoldAndIsAllOrNothing() {
        long child = school.student();
        Web parent = school.parent(child);
        school.menu("2026-12-16", idli, 5, 3);
        order(parent, child, "2026-12-16", idli, 3).expect(201);
        long plan = draft(meal("2026-12-15", idli, 9), meal("2026-12-16", idli, 2));
        approved(plan);
        assertThat(principal.post(path(plan, "/publish")).expect(409).code())
                .isEqualTo("below-sold");
        assertThat(state(plan)).isEqualTo("approved");
        assertThat(school.admin().get(school.path("/menus/2026-12-15/lunch")).status())
                .isEqualTo(404);
        assertThat(school.portionsLeft("2026-12-16")).isEqualTo(2);
        principal.post(path(plan, "/reject"), "{'reason':'three are sold'}").expect(200);
        long version = kitchen.get(path(plan, "")).json().path("version").asLong();
        kitchen.put(
                        path(plan, ""),
                        "{'name':'Plan','version':%d,'menus':[%s]}",
                        version,
                        meal("2026-12-16", idli, 4))
                .expect(200);
        approved(plan);
        principal.post(path(plan, "/publish")).expect(200);
        assertThat(school.portionsLeft("2026-12-16")).isEqualTo(1);
        assertThat(
                        school.admin()
                                .put(school.path("/menus/2026-12-16/lunch"), "{'items':[]}")
                                .code())
                .isEqualTo("below-sold");
    }

    @Test
    void submit_refusesDaysPastAndRetiredDishes() {
        assertThat(kitchen.post(path(draft(meal("2026-11-22", idli, 5)), "/submit")).code())
                .isEqualTo("plan-past");
        long dish = school.dish("Rasam", 2000);
        long plan = draft(meal("2026-12-18", dish, 5));
        school.admin()
                .put(
                        school.path("/dishes/" + dish),
                        "{'name':'Rasam','pricePaise':2000,'diet':'veg','active':false,'version':1}")
                .expect(200);
        assertThat(kitchen.post(path(plan, "/submit")).code()).isEqualTo("dish-retired");
        kitchen.post(path(plan, "/discard")).expect(200);
        assertThat(kitchen.post(path(plan, "/submit")).code()).isEqualTo("plan-state");
        assertThat(kitchen.post(path(plan, "/discard")).code()).isEqualTo("plan-state");
        assertThat(
                        texts(
                                kitchen.get(school.path("/menu-plans?state=discarded"))
                                        .json()
                                        .path("items"),
                                "id"))
                .contains(Long.toString(plan));
    }

    @Test
    void body_isRefusedWithEveryFault() {
        SchoolFixture other = cloud.school("redhill");
        long foreign = other.dish("Idli", 3000);
        Web.Answer answer =
                create(
                        "Bad",
                        meal("2026-12-21", foreign, 5),
                        meal("2026-12-22", idli, 5),
                        meal("2026-12-22", dosa, 5),
                        meal("2026-12-23", dosa, 5).replace("lunch", "tea"));
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("impossible-menus");
        assertThat(texts(answer.json().path("errors"), "pointer"))
                .containsExactly("/menus/0/items/0/dish", "/menus/2", "/menus/3/window");
        assertThat(create("Long", meal("2026-12-21", idli, 5), meal("2027-12-21", idli, 5)).code())
                .isEqualTo("span-too-long");
        assertThat(create("None").status()).isEqualTo(400);
    }

    @Test
    void template_repeatsOnSchoolDaysAndAPlanIsCloned() {
        String week =
                "{'name':'Winter','menus':[%s,%s,%s]}"
                        .formatted(
                                weekday("monday", idli),
                                weekday("saturday", dosa),
                                weekday("sunday", dosa));
        JsonNode template = kitchen.post(school.path("/menu-templates"), week).expect(201).json();
        String path = school.path("/menu-templates/%d".formatted(template.path("id").asLong()));
        assertThat(kitchen.get(path).expect(200).json()).isEqualTo(template);
        String edit = week.replace("Winter", "Cold").replace("'menus'", "'version':1,'menus'");
        assertThat(kitchen.put(path, edit).expect(200).json().path("version").asInt()).isEqualTo(2);
        assertThat(kitchen.put(path, edit).expect(409).code()).isEqualTo("template-changed");
        assertThat(texts(kitchen.get(school.path("/menu-templates")).json().path("items"), "name"))
                .contains("Cold");
        String span = "{'name':'February','from':'2027-02-01','to':'2027-02-14'}";
        Web once = kitchen.with("Idempotency-Key", "february");
        JsonNode plan = once.post(path + "/apply", span).expect(201).json();
        assertThat(once.post(path + "/apply", span).expect(201).json()).isEqualTo(plan);
        assertThat(texts(plan.path("menus"), "date"))
                .containsExactly("2027-02-01", "2027-02-06", "2027-02-08", "2027-02-13");
        assertThat(texts(plan.path("skipped"), "")).containsExactly("2027-02-07", "2027-02-14");
        assertThat(
                        kitchen.post(
                                        path + "/apply",
                                        "{'name':'Sunday','from':'2027-02-07','to':'2027-02-07'}")
                                .code())
                .isEqualTo("no-school-day");
        long id = plan.path("id").asLong();
        kitchen.post(path(id, "/submit")).expect(200);
        JsonNode copy =
                kitchen.post(path(id, "/clone"), "{'name':'Later','firstDay':'2027-02-15'}")
                        .expect(201)
                        .json();
        assertThat(copy.path("state").asText()).isEqualTo("draft");
        assertThat(texts(copy.path("menus"), "date"))
                .containsExactly("2027-02-15", "2027-02-20", "2027-02-22", "2027-02-27");
        assertThat(copy.at("/menus/0/items")).isEqualTo(plan.at("/menus/0/items"));
        JsonNode shifted =
                kitchen.post(path(id, "/clone"), "{'name':'Shifted','firstDay':'2027-03-02'}")
                        .expect(201)
                        .json();
        assertThat(texts(shifted.path("skipped"), "")).containsExactly("2027-03-07", "2027-03-14");
        assertThat(texts(shifted.path("menus"), "date"))
                .containsExactly("2027-03-02", "2027-03-09");
    }

    private static String weekday(String weekday, long dish) {
        return "{'weekday':'%s','window':'lunch','items':[{'dish':%d,'portions':9,'perOrderLimit':2}]}"
                .formatted(weekday, dish);
    }
}
