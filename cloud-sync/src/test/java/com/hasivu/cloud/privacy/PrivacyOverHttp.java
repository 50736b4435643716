package com.hasivu.cloud.privacy;

import static com.hasivu.cloud.SchoolFixture.order;
import static com.hasivu.cloud.SchoolFixture.topUp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.Beside;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.auth.People;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is kept of a person is shown whole, and erased for good. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PrivacyOverHttp {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Instant MORNING = Instant.parse("2026-11-23T04:30:00Z");
    private static final String DAY = "2026-11-24";

    private final TestClock clock = new TestClock(MORNING);
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final Web admin;
    private final long dish;
    private final Database database;

    PrivacyOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock);
        school = cloud.school("greenfield");
        admin = school.admin();
        dish = school.dish("Idli", 4_500);
        school.menu(DAY, dish, 1_000, 5);
        database = Database.open(cloud.config().database());
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
        database.close();
    }

    /** A child with all that can be kept of one, under names that nobody else has. */
    private record Family(String word, long child, long guardian, Web parent, long order) {
        String email() {
            return word.toLowerCase(Locale.ROOT) + "@home.test";
        }
    }

    private Family family(String word) {
        clock.set(MORNING);
        long child =
                admin.with("Idempotency-Key", "child-" + word)
                        .post(
                                school.path("/students"),
                                "{'name':'Early%s Rao','className':'5A','rollNumber':'r-%s','diet':'veg','allergens':['sesame']}",
                                word,
                                word)
                        .expect(201)
                        .id();
        school.consent(child);
        admin.patch(school.path("/students/" + child), "{'name':'Kid%s Rao'}", word).expect(200);
        var family0 = new Family(word, child, 0, admin, 0);
        long guardian =
                admin.with("Idempotency-Key", "guardian-" + word)
                        .post(
                                school.path("/guardians"),
                                "{'email':'%s','password':'%s','name':'Parent%s Rao','students':[{'id':%d,'mayOrder':true}]}",
                                family0.email(),
                                CloudFixture.PASSWORD,
                                word,
                                child)
                        .expect(201)
                        .id();
        Web parent = cloud.person(family0.email());
        long card =
                admin.post(
                                school.path("/cards"),
                                "{'uid':'04C0%04X','type':'mifare','form':'card'}",
                                child)
                        .expect(201)
                        .id();
        admin.post(school.path("/cards/%d/bind".formatted(card)), "{'student':%d}", child)
                .expect(200);
        admin.post(
                        school.path("/cards/%d/activate".formatted(card)),
                        "{'reason':'for Kid%s'}",
                        word)
                .expect(200);
        topUp(parent, 4_500);
        long order = order(parent, child, DAY, dish, 1).expect(201).id();
        parent.with("Idempotency-Key", "pay-" + word)
                .post("/v1/orders/%d/wallet-payment".formatted(order))
                .expect(201);
        parent.with("Idempotency-Key", "favourite-" + word)
                .post("/v1/favourites", "{'name':'for Kid%s','order':%d}", word, order)
                .expect(201);
        cloud.web().post("/v1/auth/password/forgot", "{'email':'%s'}", family0.email()).expect(202);
        return new Family(word, child, guardian, parent, order);
    }

    private Web.Answer ask(String what, long id) {
        return admin.post(school.path("/%s/%d/erasure".formatted(what, id)));
    }

    private Web.Answer confirm(JsonNode asked) {
        return admin.post(
                school.path("/erasures/%d/confirm".formatted(asked.path("id").asLong())),
                "{'code':'%s'}",
                asked.path("code").asText());
    }

    @Test
    void export_holdsEverything() {
        Family family = family("Export");
        JsonNode own = family.parent().get("/v1/personal-data").expect(200).json();
        assertThat(own.at("/data/account/0/email").asText()).isEqualTo(family.email());
        assertThat(own.at("/data/account/0/signedIn")).isNotEmpty();
        assertThat(own.at("/data/orders/0/id").asLong()).isEqualTo(family.order());
        assertThat(own.at("/data/wallet")).hasSize(2);
        JsonNode child = own.at("/children/0");
        assertThat(child.at("/data/people/0/child/name").asText()).isEqualTo("KidExport Rao");
        assertThat(child.at("/data/people/0/guardians/0/guardian").asLong())
                .isEqualTo(family.guardian());
        assertThat(child.at("/data/consents/0/how").asText()).isEqualTo("paper");
        assertThat(child.at("/data/orders/0/totalPaise").asLong()).isEqualTo(4_500);
        assertThat(child.at("/data/payments/0/method").asText()).isEqualTo("wallet");
        assertThat(child.at("/data/cards/0/history")).hasSize(2);
        assertThat(child.at("/data/cards/0/card").asText())
                .as("the card's number is masked")
                .doesNotContain("04C0");

        String path = school.path("/students/%d/personal-data".formatted(family.child()));
        assertThat(admin.get(path).expect(200).json().path("data")).isEqualTo(child.path("data"));
        assertThat(family.parent().get(path).expect(200).json().path("data"))
                .isEqualTo(child.path("data"));
        Web stranger = school.parent(school.student());
        assertThat(stranger.get(path).text())
                .isEqualTo(
                        stranger.get(school.path("/students/999999/personal-data"))
                                .expect(404)
                                .text());
        assertThat(
                        admin.get(
                                        school.path(
                                                "/guardians/%d/personal-data"
                                                        .formatted(family.guardian())))
                                .expect(200)
                                .json()
                                .path("data"))
                .isEqualTo(own.path("data"));
    }

    @Test
    void erasure_leavesTheBooksAndNoName() {
        Family family = family("Zyxwvut");
        assertThat(places("Zyxwvut")).as("planted").hasSizeGreaterThan(4);
        assertThat(ask("students", family.child()).code()).isEqualTo("erasure-not-yet");
        admin.patch(school.path("/students/" + family.child()), "{'active':false}").expect(200);
        JsonNode asked = ask("students", family.child()).expect(201).json();
        assertThat(
                        admin.post(
                                        school.path(
                                                "/erasures/%d/confirm"
                                                        .formatted(asked.path("id").asLong())),
                                        "{'code':'%s'}",
                                        asked.path("code").asText().equals("00000000")
                                                ? "00000001"
                                                : "00000000")
                                .code())
                .isEqualTo("wrong-code");
        assertThat(admin.get(school.path("/students/" + family.child())).text()).contains("Kid");

        confirm(asked).expect(200);

        JsonNode left = admin.get(school.path("/students/" + family.child())).expect(200).json();
        assertThat(left.path("state").asText()).isEqualTo("erased");
        assertThat(left.path("name").asText()).isEqualTo("erased");
        assertThat(left.path("allergens")).isEmpty();
        assertThat(confirm(asked).code()).isEqualTo("erasure-over");
        assertThat(
                        admin.patch(
                                        school.path("/students/" + family.child()),
                                        "{'name':'Back again'}")
                                .code())
                .isEqualTo("student-erased");
        assertThat(family.parent().get("/v1/orders/" + family.order()).status()).isEqualTo(404);
        assertThat(cloud.count("select count(*) from cards where student = " + family.child()))
                .isZero();

        await().atMost(SOON)
                .untilAsserted( // the cancelled meal's money is back by now
                        () ->
                                assertThat(ask("guardians", family.guardian()).text())
                                        .contains("4500 paise"));
        spend(family);
        JsonNode second = ask("guardians", family.guardian()).expect(201).json();
        confirm(second).expect(200);

        assertThat(places("Zyxwvut")).isEmpty();
        assertThat(family.parent().get("/v1/wallet").status()).isEqualTo(401);
        assertThat(
                        cloud.web()
                                .post(
                                        "/v1/auth/sign-in",
                                        "{'email':'%s','password':'%s'}",
                                        family.email(),
                                        CloudFixture.PASSWORD)
                                .status())
                .isEqualTo(401);
        assertThat(cloud.count("select count(*) from orders where student = " + family.child()))
                .isEqualTo(1);
        assertThat(cloud.count("select count(*) from consents where student = " + family.child()))
                .isEqualTo(1);
        assertThat(
                        cloud.count(
                                "select count(*) from ledger_accounts where kind = 'wallet' and owner = "
                                        + family.guardian()))
                .isEqualTo(1);
        assertThat(admin.get(school.path("/erasures")).json().path("items")).isNotEmpty();
    }

    /**
     * The parent of an erased child spends what is left on another one: an order nobody fetches.
     */
    private long spend(Family family) {
        long other = school.student();
        String link = school.path("/students/%d/guardians/%d".formatted(other, family.guardian()));
        admin.put(link, "{'mayOrder':true,'mayCollect':true}").expect(200);
        long order = order(family.parent(), other, DAY, dish, 1).expect(201).id();
        family.parent()
                .with("Idempotency-Key", "spend-" + order)
                .post("/v1/orders/%d/wallet-payment".formatted(order))
                .expect(201);
        assertThat(ask("guardians", family.guardian()).code()).isEqualTo("erasure-not-yet");
        assertThat(admin.call("DELETE", link, "").status()).isEqualTo(204);
        assertThat(ask("guardians", family.guardian()).text()).contains("order " + order);
        clock.set(MORNING.plus(Duration.ofDays(2)));
        await().atMost(SOON)
                .until(
                        () ->
                                admin.get("/v1/orders/" + order)
                                        .json()
                                        .path("state")
                                        .asText()
                                        .equals("unclaimed"));
        clock.set(MORNING);
        return order;
    }

    private Web.Answer refund(long order, String key) {
        return admin.with("Idempotency-Key", key)
                .post(
                        "/v1/orders/%d/refunds".formatted(order),
                        "{'amountPaise':500,'reason':'it was cold'}");
    }

    /** A wallet whose owner is gone would keep the money for ever. */
    @Test
    void refund_toAnErasedPayerIsPaidOutAtTheOffice() throws Exception {
        Family family = family("Cold");
        admin.patch(school.path("/students/" + family.child()), "{'active':false}").expect(200);
        confirm(ask("students", family.child()).expect(201).json()).expect(200);
        cloud.settle();
        long order = spend(family);
        Web.Answer beside =
                Beside.transaction(
                        database,
                        tx -> {
                            var payer = new UserId(family.guardian());
                            new People(clock).erase(tx, payer);
                            return payer;
                        },
                        () -> refund(order, "cold-1"));
        assertThat(beside.expect(201).json().path("to").asText()).isEqualTo("office");
        Web.Answer later = refund(order, "cold-2").expect(201);
        assertThat(later.json().path("to").asText()).isEqualTo("office");
        cloud.settle();
        for (Web.Answer refund : List.of(beside, later)) {
            admin.with("Idempotency-Key", "out-" + refund.id())
                    .post(
                            school.path("/refunds/%d/payout".formatted(refund.id())),
                            "{'reference':'receipt 7'}")
                    .expect(200);
        }
        assertThat(
                        cloud.count(
                                "select count(*) from ledger_accounts where kind = 'wallet' and balance_paise > 0 and owner = "
                                        + family.guardian()))
                .isZero();
    }

    @Test
    void guardian_isErasedWhenNothingCanComeBack() {
        Family family = family("Owed");
        admin.delete(
                        school.path(
                                "/students/%d/guardians/%d"
                                        .formatted(family.child(), family.guardian())))
                .expect(204);
        assertThat(ask("guardians", family.guardian()).text())
                .contains("erasure-not-yet", "order " + family.order());
        admin.post("/v1/orders/%d/cancel".formatted(family.order())).expect(200);
        cloud.settle();
        assertThat(ask("guardians", family.guardian()).text()).contains("4500 paise");
    }

    @Test
    void savedPaymentMethod_goesWithItsOwner() {
        Family family = family("Token");
        admin.patch(school.path("/students/" + family.child()), "{'active':false}").expect(200);
        confirm(ask("students", family.child()).expect(201).json()).expect(200);
        cloud.settle();
        spend(family);
        String token =
                family.parent()
                        .put(
                                "/v1/wallet/auto-top-up",
                                "{'belowPaise':100,'fillPaise':1000,'timesADay':1}")
                        .expect(200)
                        .json()
                        .path("token")
                        .asText();
        assertThat(
                        family.parent()
                                .get("/v1/personal-data")
                                .json()
                                .at("/data/autoTopUp/0/belowPaise")
                                .asLong())
                .isEqualTo(100);
        confirm(ask("guardians", family.guardian()).expect(201).json()).expect(200);
        assertThat(places(token)).containsExactly(column("sandbox_tokens.id"));
        assertThat(
                        cloud.count(
                                "select count(*) from sandbox_tokens where revoked is null and id = '%s'"
                                        .formatted(token)))
                .as("the gateway was told")
                .isZero();
    }

    @Test
    void recurringOrder_endsAndForgetsWhatTheChildDoesNotStand() {
        Family family = family("Again");
        long sesame =
                admin.post(
                                school.path("/dishes"),
                                "{'name':'Chikki','pricePaise':100,'diet':'veg','allergens':['sesame']}")
                        .expect(201)
                        .id();
        String day = "2026-11-25";
        school.menu(day, sesame, 9, 5);
        family.parent()
                .with("Idempotency-Key", "again")
                .post(
                        "/v1/recurring-orders",
                        "{'student':%d,'window':'lunch','weekdays':['wed'],'lines':[{'dish':%d,'quantity':1}]}",
                        family.child(),
                        sesame)
                .expect(201);
        await().atMost(SOON).until(() -> !places("has sesame").isEmpty());
        JsonNode own = family.parent().get("/v1/personal-data").expect(200).json();
        assertThat(own.at("/data/recurringOrders/0/student").asLong()).isEqualTo(family.child());
        assertThat(own.at("/data/favourites/0/name").asText()).isEqualTo("for KidAgain");
        admin.patch(school.path("/students/" + family.child()), "{'active':false}").expect(200);
        confirm(ask("students", family.child()).expect(201).json()).expect(200);
        assertThat(places("has sesame")).isEmpty();
        assertThat(places("for KidAgain")).isEmpty();
        assertThat(family.parent().get("/v1/recurring-orders").json().path("items")).isEmpty();
    }

    @Test
    void erasedChild_getsNoGuardian() {
        clock.set(MORNING);
        long child = school.student();
        admin.patch(school.path("/students/" + child), "{'active':false}").expect(200);
        confirm(ask("students", child).expect(201).json()).expect(200);
        assertThat(
                        admin.post(
                                        school.path("/guardians"),
                                        "{'email':'late@home.test','password':'%s','name':'Late','students':[{'id':%d}]}",
                                        CloudFixture.PASSWORD,
                                        child)
                                .code())
                .isEqualTo("unknown-student");
    }

    /** As the database spells it. */
    private String column(String name) {
        return cloud.textColumns().stream()
                .filter(it -> it.replace("\"", "").equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow();
    }

    private long person(String email) {
        long other = school.student();
        long id =
                admin.post(
                                school.path("/guardians"),
                                "{'email':'%s','password':'%s','name':'P','students':[{'id':%d}]}",
                                email,
                                CloudFixture.PASSWORD,
                                other)
                        .expect(201)
                        .id();
        admin.delete(school.path("/students/%d/guardians/%d".formatted(other, id))).expect(204);
        return id;
    }

    private Web.Answer link(long child, String email) {
        return admin.post(
                school.path("/students/%d/guardians".formatted(child)),
                "{'email':'%s','mayOrder':true}",
                email);
    }

    @Test
    void personWhoIsBeingErased_becomesNobodysGuardian() throws Exception {
        long child = school.student();
        var person = new UserId(person("going@home.test"));
        Web.Answer linked =
                Beside.transaction(
                        database,
                        tx -> {
                            new People(clock).erase(tx, person);
                            return tx;
                        },
                        () -> link(child, "going@home.test"));
        assertThat(linked.code()).isEqualTo("unknown-guardian");
    }

    @Test
    void personWhoIsBecomingAGuardian_isNotErased() throws Exception {
        long child = school.student();
        var person = new UserId(person("coming@home.test"));
        JsonNode asked = ask("guardians", person.value()).expect(201).json();
        var students = new Students(new Outbox(clock), clock);
        var people = new People(clock);
        Web.Answer erased =
                Beside.transaction(
                        database,
                        tx -> {
                            assertThat(people.held(tx, new SchoolId(school.id()), person))
                                    .isPresent();
                            students.link(
                                    tx,
                                    new Students.Guardian(
                                            person, new StudentId(child), true, true));
                            return tx;
                        },
                        () -> confirm(asked));
        assertThat(erased.code()).isEqualTo("erasure-not-yet");
    }

    @Test
    void erasure_isForgottenAfterAQuarterOfAnHour() {
        clock.set(MORNING);
        long child = school.student();
        admin.patch(school.path("/students/" + child), "{'active':false}").expect(200);
        JsonNode asked = ask("students", child).expect(201).json();
        clock.set(MORNING.plusSeconds(15 * 60));
        assertThat(confirm(asked).code()).isEqualTo("erasure-over");
        clock.set(MORNING);
        JsonNode again = ask("students", child).expect(201).json();
        admin.patch(school.path("/students/" + child), "{'active':true}").expect(200);
        assertThat(confirm(again).code()).isEqualTo("erasure-not-yet");
        SchoolFixture other = cloud.school("no-such-child");
        assertThat(
                        other.admin()
                                .post(
                                        other.path(
                                                "/erasures/%d/confirm"
                                                        .formatted(again.path("id").asLong())),
                                        "{'code':'%s'}",
                                        again.path("code").asText())
                                .status())
                .isEqualTo(404);
    }

    /** Every text column of every table that holds the word, in any case. */
    private List<String> places(String word) {
        var found = new ArrayList<String>();
        for (String column : cloud.textColumns()) {
            String table = column.substring(0, column.indexOf('.'));
            String name = column.substring(column.indexOf('.') + 1);
            if (cloud.count(
                            "select count(*) from %s where lower(cast(%s as varchar)) like '%%%s%%'"
                                    .formatted(table, name, word.toLowerCase(Locale.ROOT)))
                    > 0) {
                found.add(column);
            }
        }
        return found;
    }
}
