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

import java.util.ArrayList;
import java.util.List;

/** Dishes through the whole service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DishesOverHttp {
    private static final String DAY = "2026-11-24";

    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final Web cook;

    DishesOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, TestClock.at("2026-11-23T04:30:00Z"));
        school = cloud.school("greenfield");
        cook = school.staff("nutritionist");
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    private Web.Answer create(String fields) {
        return cook.post(school.path("/dishes"), "{" + fields + "}");
    }

    private Web.Answer edit(long dish, String fields) {
        return cook.put(school.path("/dishes/" + dish), "{" + fields + "}");
    }

    /** Names found, in a school of the test's own. */
    private static List<String> found(SchoolFixture school, String query) {
        return names(school.admin().get(school.path("/dishes?" + query)).expect(200).json());
    }

    private static List<String> names(JsonNode page) {
        var names = new ArrayList<String>();
        page.path("items").forEach(dish -> names.add(dish.path("name").asText()));
        return names;
    }

    @Test
    void dish_keepsAllThatIsSaidOfIt() {
        String fields =
                "'name':'Paneer roll','description':'With mint','pricePaise':6500,'diet':'veg','alsoFor':['jain'],"
                        + "'allergens':['milk','gluten','milk'],'category':'snack','nutrition':{'energyKcal':310,"
                        + "'proteinMg':12500,'fatMg':14000,'carbohydrateMg':33000,'sugarMg':2100,'saltMg':900}";
        JsonNode made = create(fields).expect(201).json();
        JsonNode read =
                school.admin()
                        .get(school.path("/dishes/" + made.path("id").asLong()))
                        .expect(200)
                        .json();
        assertThat(read).isEqualTo(made);
        assertThat(read.path("allergens").toString()).isEqualTo("[\"gluten\",\"milk\"]");
        assertThat(read.at("/nutrition/proteinMg").asInt()).isEqualTo(12_500);
        assertThat(read.at("/nutrition/fibreMg").isMissingNode()).isTrue();
        assertThat(read.path("category").asText()).isEqualTo("snack");
        assertThat(read.path("version").asInt()).isEqualTo(1);
        assertThat(read.path("active").asBoolean()).isTrue();
    }

    @Test
    void dish_thatCannotBeIsRefusedWithEveryFault() {
        Web.Answer answer =
                create(
                        "'name':'Cake','pricePaise':1,'diet':'vegan','allergens':['milk','egg'],'nutrition':"
                                + "{'energyKcal':1500,'proteinMg':6000,'fatMg':7000,'carbohydrateMg':9000,'sugarMg':9001}");
        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("impossible-dish");
        assertThat(answer.json().path("errors"))
                .extracting(fault -> fault.path("pointer").asText())
                .containsExactly(
                        "/allergens", "/allergens", "/nutrition/sugarMg", "/nutrition/energyKcal");
        assertThat(create("'name':'X','pricePaise':1,'diet':'non-veg','alsoFor':['jain']").code())
                .isEqualTo("impossible-dish");
        assertThat(create("'name':'X','pricePaise':1,'diet':'veg','allergens':['nuts']").status())
                .isEqualTo(400);
        assertThat(
                        create(
                                        "'name':'X','pricePaise':1,'diet':'veg','nutrition':{'energyKcal':1}")
                                .status())
                .isEqualTo(400);
    }

    @Test
    void dish_isChangedOnlyFromTheVersionThatWasRead() throws Exception {
        long dish = create("'name':'Upma','pricePaise':3000,'diet':'veg'").expect(201).id();
        edit(dish, "'name':'Upma','pricePaise':3100,'diet':'veg','version':1").expect(200);
        Web.Answer late = edit(dish, "'name':'Upma','pricePaise':1,'diet':'veg','version':1");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.code()).isEqualTo("dish-changed");
        List<Web.Answer> answers =
                Parallel.run(
                        10,
                        i ->
                                () ->
                                        edit(
                                                dish,
                                                "'name':'Upma','pricePaise':%d,'diet':'veg','version':2"
                                                        .formatted(5_000 + i)));
        assertThat(answers).filteredOn(a -> a.status() == 200).hasSize(1);
        assertThat(answers)
                .filteredOn(a -> a.status() != 200)
                .allSatisfy(a -> assertThat(a.code()).isEqualTo("dish-changed"));
        JsonNode read = cook.get(school.path("/dishes/" + dish)).json();
        assertThat(read.path("version").asInt()).isEqualTo(3);
    }

    @Test
    void price_changeLeavesOrdersThatExist() {
        long child = school.student();
        Web parent = school.parent(child);
        long dish = create("'name':'Pongal','pricePaise':4000,'diet':'veg'").expect(201).id();
        school.menu(DAY, dish, 5, 5);
        long before = order(parent, child, DAY, dish, 2).expect(201).id();
        edit(dish, "'name':'Ven Pongal','pricePaise':4500,'diet':'veg','version':1").expect(200);
        JsonNode old = parent.get("/v1/orders/" + before).expect(200).json();
        assertThat(old.path("totalPaise").asLong()).isEqualTo(8_000);
        assertThat(old.at("/lines/0/pricePaise").asLong()).isEqualTo(4_000);
        assertThat(old.at("/lines/0/name").asText()).isEqualTo("Pongal");
        JsonNode fresh = order(parent, child, DAY, dish, 2).expect(201).json();
        assertThat(fresh.path("totalPaise").asLong()).isEqualTo(9_000);
    }

    @Test
    void dish_thatIsRetiredComesOnNoOtherMenu() {
        SchoolFixture own = cloud.school("retiring");
        long dish = own.dish("Rasam", 2000);
        own.menu("2026-11-25", dish, 5, 1);
        own.admin()
                .put(
                        own.path("/dishes/" + dish),
                        "{'name':'Rasam','pricePaise':2000,'diet':'veg','active':false,'version':1}")
                .expect(200);
        own.menu("2026-11-25", dish, 7, 1); // where it is, it may stay
        Web.Answer refused =
                own.admin()
                        .put(
                                own.path("/menus/2026-11-26/lunch"),
                                "{'items':[{'dish':%d,'portions':1,'perOrderLimit':1}]}",
                                dish);
        assertThat(refused.code()).isEqualTo("dish-retired");
        assertThat(found(own, "")).isEmpty();
        assertThat(found(own, "state=retired")).containsExactly("Rasam");
        assertThat(found(own, "state=all")).containsExactly("Rasam");
    }

    @Test
    void search_narrowsByEachParameter() {
        SchoolFixture own = cloud.school("searching");
        String dishes = own.path("/dishes");
        for (String dish :
                List.of(
                        "'name':'Masala Dosa','pricePaise':4000,'diet':'veg','alsoFor':['vegan'],'category':'breakfast'",
                        "'name':'Crème caramel','pricePaise':3000,'diet':'egg','allergens':['egg','milk'],'category':'dessert'",
                        "'name':'Kāju katli','pricePaise':2500,'diet':'veg','allergens':['tree-nut','milk'],'category':'dessert'",
                        "'name':'Chicken curry','pricePaise':9000,'diet':'non-veg','alsoFor':['halal']",
                        "'name':'Fish curry','pricePaise':9500,'diet':'non-veg','allergens':['fish']",
                        "'name':'इडली','pricePaise':1500,'diet':'jain'")) {
            own.admin().post(dishes, "{" + dish + "}").expect(201);
        }
        assertThat(found(own, "q=dos")).containsExactly("Masala Dosa");
        assertThat(found(own, "q=DO%20mas")).containsExactly("Masala Dosa");
        assertThat(found(own, "q=osa")).isEmpty();
        assertThat(found(own, "q=creme")).containsExactly("Crème caramel");
        assertThat(found(own, "q=k%C3%A1ju")).containsExactly("Kāju katli");
        assertThat(found(own, "q=%E0%A4%87%E0%A4%A1")).containsExactly("इडली");
        assertThat(found(own, "q=%25")).hasSize(6); // no word, so no wish: and no wildcard
        assertThat(found(own, "q=curry")).containsExactly("Chicken curry", "Fish curry");
        assertThat(found(own, "diet=veg")).containsExactly("Masala Dosa", "Kāju katli", "इडली");
        assertThat(found(own, "diet=vegan")).containsExactly("Masala Dosa");
        assertThat(found(own, "diet=halal"))
                .containsExactly(
                        "Masala Dosa", "Crème caramel", "Kāju katli", "Chicken curry", "इडली");
        assertThat(found(own, "diet=non-veg")).hasSize(6);
        assertThat(found(own, "without=milk,fish"))
                .containsExactly("Masala Dosa", "Chicken curry", "इडली");
        assertThat(found(own, "minPaise=3000&maxPaise=4000"))
                .containsExactly("Masala Dosa", "Crème caramel");
        assertThat(found(own, "category=dessert&without=egg")).containsExactly("Kāju katli");
        assertThat(own.admin().get(dishes + "?without=nuts").status()).isEqualTo(400);
        JsonNode first = own.admin().get(dishes + "?diet=halal&limit=2").expect(200).json();
        assertThat(names(first)).containsExactly("Masala Dosa", "Crème caramel");
        assertThat(found(own, "diet=halal&limit=9&cursor=" + first.path("nextCursor").asText()))
                .containsExactly("Kāju katli", "Chicken curry", "इडली");
    }

    @Test
    void dish_ofAnotherSchoolIsNotThere() {
        SchoolFixture other = cloud.school("bluehill");
        long dish = school.dish("Vada", 1000);
        String edit = "{'name':'Vada','pricePaise':1,'diet':'veg','version':1}";
        assertThat(other.admin().get(other.path("/dishes/" + dish)).text())
                .isEqualTo(other.admin().get(other.path("/dishes/999999")).expect(404).text());
        assertThat(other.admin().put(other.path("/dishes/" + dish), edit).text())
                .isEqualTo(
                        other.admin().put(other.path("/dishes/999999"), edit).expect(404).text());
        assertThat(
                        school.admin()
                                .get(school.path("/dishes/" + dish))
                                .json()
                                .path("version")
                                .asInt())
                .isEqualTo(1);
    }
}
