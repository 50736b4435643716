package com.hasivu.cloud.schools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.util.ArrayList;
import java.util.List;

/** Schools, students and guardians through the whole service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PeopleOverHttp {
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final Web admin;

    PeopleOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, TestClock.at("2026-11-23T04:30:00Z"));
        school = cloud.school("greenfield");
        admin = school.admin();
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    private Web.Answer add(String name, String className, String roll) {
        return admin.post(
                school.path("/students"),
                "{'name':'%s','className':'%s','rollNumber':'%s','diet':'jain','allergens':['milk','egg']}",
                name,
                className,
                roll);
    }

    private List<String> names(String query) {
        var names = new ArrayList<String>();
        admin.get(school.path("/students?limit=500&" + query))
                .expect(200)
                .json()
                .path("items")
                .forEach(item -> names.add(item.path("name").asText()));
        return names;
    }

    @Test
    void school_isOnboardedInOneCall() {
        JsonNode made =
                cloud.root()
                        .post(
                                "/v1/schools",
                                """
                                {'id':'hilltop','name':'Hilltop','zone':'Asia/Kolkata',
                                 'settings':{'displayName':'first-and-initial','language':'kn'},
                                 'windows':[
                                   {'id':'lunch','name':'Lunch','opens':'12:00','closes':'14:00','deadline':{'daysBefore':1,'time':'20:00'}},
                                   {'id':'breakfast','name':'Breakfast','opens':'08:00','closes':'09:00','deadline':{'daysBefore':1,'time':'18:00'}}]}
                                """)
                        .expect(201)
                        .json();
        assertThat(made.at("/windows/0/id").asText()).isEqualTo("breakfast");
        assertThat(made.at("/windows/1/deadline/time").asText()).isEqualTo("20:00");
        assertThat(made.at("/settings/daysAhead").asInt()).isEqualTo(30);
        assertThat(made.at("/settings/language").asText()).isEqualTo("kn");
        Web.Answer wrong =
                cloud.root()
                        .post(
                                "/v1/schools",
                                """
                                {'id':'bad','name':'Bad','zone':'Asia/Kolkata',
                                 'windows':[{'id':'lunch','name':'Lunch','opens':'12:00','closes':'11:00','deadline':{'daysBefore':1,'time':'20:00'}}]}
                                """);
        assertThat(wrong.json().at("/errors/0/pointer").asText()).isEqualTo("/windows/0/closes");
        assertThat(cloud.count("select count(*) from schools where id = 'bad'")).isZero();
    }

    @Test
    void schools_arePagedById() {
        cloud.school("aaa-school");
        cloud.school("aab-school");
        JsonNode first = cloud.root().get("/v1/schools?limit=1").expect(200).json();
        assertThat(first.at("/items/0/id").asText()).isEqualTo("aaa-school");
        JsonNode next =
                cloud.root()
                        .get("/v1/schools?limit=1&cursor=" + first.path("nextCursor").asText())
                        .expect(200)
                        .json();
        assertThat(next.at("/items/0/id").asText()).isEqualTo("aab-school");
    }

    @Test
    void settings_decideHowFarAheadAndHowNamesAreShown() {
        SchoolFixture own = cloud.school("brook");
        long dish = own.dish("Idli", 1_000);
        own.menu("2026-12-03", dish, 10, 5);
        long child = own.student();
        Web parent = own.parent(child);
        own.admin()
                .put(own.path("/settings"), "{'displayName':'first-and-initial','daysAhead':9}")
                .expect(200);
        assertThat(own.staff("teacher").get(own.path("/settings")).json().path("daysAhead").asInt())
                .isEqualTo(9);
        assertThat(SchoolFixture.order(parent, child, "2026-12-03", dish, 1).code())
                .isEqualTo("too-far-ahead");
        own.admin().put(own.path("/settings"), "{'daysAhead':10}").expect(200);
        SchoolFixture.order(parent, child, "2026-12-03", dish, 1).expect(201);
        assertThat(own.admin().put(own.path("/settings"), "{'language':'fr'}").code())
                .isEqualTo("invalid-body");
    }

    @Test
    void student_hasAFullLife() {
        Web.Answer made = add("Meera Iyer", "6C", "life-1").expect(201);
        assertThat(made.json().path("diet").asText()).isEqualTo("jain");
        assertThat(made.json().path("state").asText()).isEqualTo("awaiting-consent");
        String path = school.path("/students/" + made.id());
        school.consent(made.id());
        JsonNode changed =
                admin.patch(path, "{'className':'7C','allergens':['peanut']}").expect(200).json();
        assertThat(changed.path("name").asText()).isEqualTo("Meera Iyer");
        assertThat(changed.path("active").asBoolean()).isTrue();
        assertThat(admin.patch(path, "{'allergens':['strawberry']}").code())
                .isEqualTo("invalid-body");
        assertThat(admin.patch(path, "{'active':false}").expect(200).json().path("state").asText())
                .isEqualTo("left");
        assertThat(admin.patch(path, "{'name':'Mira Iyer'}").json().path("state").asText())
                .isEqualTo("left");
        assertThat(admin.patch(path, "{'active':true}").json().path("state").asText())
                .isEqualTo("active");
        assertThat(admin.get(path).json().path("className").asText()).isEqualTo("7C");
    }

    @Test
    void leaving_cancelsWhatIsOpen() {
        long dish = school.dish("Dosa", 1_000);
        school.menu("2026-11-24", dish, 10, 5);
        long child = school.student();
        long order =
                SchoolFixture.order(school.parent(child), child, "2026-11-24", dish, 1)
                        .expect(201)
                        .id();
        admin.patch(school.path("/students/" + child), "{'active':false}").expect(200);
        assertThat(admin.get("/v1/orders/" + order).json().path("state").asText())
                .isEqualTo("cancelled");
    }

    @Test
    void rollNumber_isOneChildsAmongThoseWhoHaveNotLeft() {
        long first = add("Asha Rao", "5A", "roll-7").expect(201).id();
        Web.Answer taken = add("Ravi Rao", "5A", "roll-7");
        assertThat(taken.code()).isEqualTo("roll-number-taken");
        assertThat(taken.json().at("/errors/0/pointer").asText()).isEqualTo("/rollNumber");
        admin.patch(school.path("/students/" + first), "{'active':false}").expect(200);
        add("Ravi Rao", "5A", "roll-7").expect(201);
        assertThat(admin.patch(school.path("/students/" + first), "{'active':true}").code())
                .isEqualTo("roll-number-taken");
        SchoolFixture other = cloud.school("roll-school");
        other.admin()
                .post(other.path("/students"), "{'name':'A','className':'1','rollNumber':'roll-7'}")
                .expect(201);
    }

    @Test
    void list_isFiltered() {
        add("Zoya Khan", "Z1", "z-1").expect(201);
        add("zoya% Pillai", "Z1", "z-2").expect(201);
        long left = add("Zoya Nair", "Z2", "z-3").expect(201).id();
        admin.patch(school.path("/students/" + left), "{'active':false}").expect(200);
        assertThat(names("name=ZOYA")).containsExactly("Zoya Khan", "zoya% Pillai", "Zoya Nair");
        assertThat(names("name=zoya%25")).containsExactly("zoya% Pillai");
        assertThat(names("name=zoya&class=Z1&state=awaiting-consent")).hasSize(2);
        assertThat(names("name=zoya&state=left")).containsExactly("Zoya Nair");
        assertThat(names("roll=z-2")).containsExactly("zoya% Pillai");
        assertThat(names("name=_oya")).isEmpty();
    }

    @Test
    void guardian_isLinkedByAddressChangedAndUnlinked() {
        long elder = school.student();
        long younger = school.student();
        Web parent = school.parent(elder);
        String guardians = school.path("/students/%d/guardians".formatted(younger));
        JsonNode person =
                admin.get(school.path("/students/%d/guardians".formatted(elder)))
                        .json()
                        .at("/items/0");
        assertThat(parent.get(school.path("/students/" + younger)).status()).isEqualTo(404);

        admin.post(
                        guardians,
                        "{'email':'%s','mayCollect':true}",
                        person.path("email").asText().toUpperCase(java.util.Locale.ROOT))
                .expect(201);

        assertThat(parent.get("/v1/children").json().path("items")).hasSize(2);
        String link = guardians + "/" + person.path("id").asLong();
        assertThat(admin.get(guardians).json().at("/items/0/mayOrder").asBoolean()).isFalse();
        admin.put(link, "{'mayOrder':true,'mayCollect':false}").expect(200);
        JsonNode children =
                admin.get(
                                school.path(
                                        "/guardians/%d/students"
                                                .formatted(person.path("id").asLong())))
                        .json()
                        .path("items");
        assertThat(children).hasSize(2);
        assertThat(children.get(1).path("mayOrder").asBoolean()).isTrue();
        assertThat(children.get(1).path("mayCollect").asBoolean()).isFalse();

        assertThat(admin.call("DELETE", link, "").status()).isEqualTo(204);
        assertThat(admin.call("DELETE", link, "").status()).isEqualTo(404);
        assertThat(parent.get(school.path("/students/" + younger)).status()).isEqualTo(404);
        assertThat(parent.get("/v1/children").json().path("items")).hasSize(1);
    }

    @Test
    void parent_ofAnotherSchoolIsAsUnknownAsNobody() {
        SchoolFixture other = cloud.school("far-away");
        long theirs = other.student();
        other.parent(theirs);
        JsonNode foreign =
                other.admin()
                        .get(other.path("/students/%d/guardians".formatted(theirs)))
                        .json()
                        .at("/items/0");
        long child = school.student();
        String guardians = school.path("/students/%d/guardians".formatted(child));
        String email = foreign.path("email").asText();
        String known = admin.post(guardians, "{'email':'%s'}", email).expect(422).text();
        String unknown = admin.post(guardians, "{'email':'nobody@x.test'}").expect(422).text();
        assertThat(Web.withoutRequest(known.replace(email, "nobody@x.test")))
                .isEqualTo(Web.withoutRequest(unknown));
        String rights = "{'mayOrder':true,'mayCollect':true}";
        assertThat(admin.put(guardians + "/" + foreign.path("id").asLong(), rights).text())
                .isEqualTo(admin.put(guardians + "/999999", rights).expect(404).text());
        assertThat(
                        admin.put(
                                        school.path(
                                                "/students/%d/guardians/%d"
                                                        .formatted(
                                                                theirs,
                                                                foreign.path("id").asLong())),
                                        rights)
                                .status())
                .isEqualTo(404);
    }

    @Test
    void contract_listsTheAllergensThatAreKept() {
        String contract = cloud.web().get("/openapi.yaml").text();
        assertThat(contract).contains("enum: [" + String.join(", ", Allergens.CODES) + "]");
        assertThat(contract).contains(" Diet: {enum: [" + String.join(", ", Student.DIETS) + "]");
    }
}
