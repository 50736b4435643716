package com.hasivu.cloud.consent;

import static com.hasivu.cloud.SchoolFixture.balance;
import static com.hasivu.cloud.SchoolFixture.order;
import static com.hasivu.cloud.SchoolFixture.topUp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hasivu.cloud.Beside;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;
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
import java.util.List;
import java.util.Optional;

/** No child is active without consent, and none stays so when it is taken back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConsentOverHttp {
    private static final String DAY = "2026-11-24";
    private static final String GIVE = "{'notice':1,'language':'kn'}";

    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final Database database;
    private final long dish;

    ConsentOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, TestClock.at("2026-11-23T04:30:00Z"));
        school = cloud.school("greenfield");
        database = Database.open(cloud.config().database());
        dish = school.dish("Idli", 4_500);
        school.menu(DAY, dish, 1_000, 5);
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
        database.close();
    }

    private String consents(long child) {
        return school.path("/students/%d/consents".formatted(child));
    }

    private String state(long child) {
        return school.admin()
                .get(school.path("/students/" + child))
                .expect(200)
                .json()
                .path("state")
                .asText();
    }

    private long card(String uid) {
        return school.admin()
                .post(school.path("/cards"), "{'uid':'%s','type':'mifare','form':'card'}", uid)
                .expect(201)
                .id();
    }

    private Web.Answer bind(long card, long child) {
        return school.admin()
                .post(school.path("/cards/%d/bind".formatted(card)), "{'student':%d}", child);
    }

    @Test
    void child_isNobodysBusinessUntilSomebodyConsents() {
        long child = school.awaiting();
        Web parent = school.parent(child);
        long card = card("04A1%04X".formatted(child));
        assertThat(state(child)).isEqualTo("awaiting-consent");
        assertThat(order(parent, child, DAY, dish, 1).code()).isEqualTo("student-inactive");
        assertThat(bind(card, child).code()).isEqualTo("unknown-student");

        parent.post(consents(child), GIVE).expect(201);

        assertThat(state(child)).isEqualTo("active");
        order(parent, child, DAY, dish, 1).expect(201);
        bind(card, child).expect(200);
        var entry = parent.get(consents(child)).expect(200).json().at("/items/0");
        assertThat(entry.path("how").asText()).isEqualTo("online");
        assertThat(entry.path("language").asText()).isEqualTo("kn");
        assertThat(entry.path("notice").asInt()).isEqualTo(1);
        assertThat(entry.path("purposes")).hasSize(3);
        assertThat(entry.path("guardian").asLong()).isPositive();
    }

    @Test
    void withdrawal_endsItAtOnceAndGivesTheMoneyBack() {
        long child = school.student();
        Web parent = school.parent(child);
        topUp(parent, 10_000);
        long paid = order(parent, child, DAY, dish, 1).expect(201).id();
        parent.with("Idempotency-Key", "w" + paid)
                .post("/v1/orders/%d/wallet-payment".formatted(paid))
                .expect(201);
        long open = order(parent, child, DAY, dish, 1).expect(201).id();
        int left = school.portionsLeft(DAY);

        parent.post(consents(child) + "/withdrawal", "{}").expect(201);

        assertThat(state(child)).isEqualTo("awaiting-consent");
        for (long order : List.of(paid, open)) {
            assertThat(parent.get("/v1/orders/" + order).json().path("state").asText())
                    .isEqualTo("cancelled");
        }
        assertThat(school.portionsLeft(DAY)).isEqualTo(left + 2);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(balance(parent)).isEqualTo(10_000));
        assertThat(order(parent, child, DAY, dish, 1).code()).isEqualTo("student-inactive");
        assertThat(parent.post(consents(child) + "/withdrawal", "{}").code())
                .isEqualTo("no-consent-stands");

        parent.post(consents(child), GIVE).expect(201);
        assertThat(state(child)).isEqualTo("active");
        assertThat(parent.get("/v1/orders/" + open).json().path("state").asText())
                .isEqualTo("cancelled");
    }

    @Test
    void card_ofAChildWithoutConsentIsNotActivated() {
        long child = school.student();
        long card = card("04B1%04X".formatted(child));
        bind(card, child).expect(200);
        school.parent(child).post(consents(child) + "/withdrawal", "{}").expect(201);
        String activate = school.path("/cards/%d/activate".formatted(card));
        assertThat(school.admin().post(activate, "{}").code()).isEqualTo("unknown-student");
        school.consent(child);
        school.admin().post(activate, "{}").expect(200);
    }

    @Test
    void unlinked_parentsConsentLapses() {
        long child = school.awaiting();
        Web parent = school.parent(child);
        parent.post(consents(child), GIVE).expect(201);
        String guardians = school.path("/students/%d/guardians".formatted(child));
        long person = school.admin().get(guardians).expect(200).json().at("/items/0/id").asLong();

        assertThat(school.admin().call("DELETE", guardians + "/" + person, "").status())
                .isEqualTo(204);

        assertThat(state(child)).isEqualTo("awaiting-consent");
        assertThat(school.admin().get(consents(child)).json().at("/items/1/kind").asText())
                .isEqualTo("lapsed");
        assertThat(parent.get(consents(child)).status()).isEqualTo(404);
        assertThat(parent.post(consents(child), GIVE).status()).isEqualTo(404);
        assertThat(parent.get(school.path("/students/" + child)).status()).isEqualTo(404);
    }

    /** Whose consent is being written is a guardian still, and not to be seen before it is. */
    @Test
    void unlinked_parentsConsentLapsesThoughItIsBeingGiven() throws Exception {
        long child = school.awaiting();
        school.parent(child);
        String guardians = school.path("/students/%d/guardians".formatted(child));
        long person = school.admin().get(guardians).expect(200).json().at("/items/0/id").asLong();
        TestClock clock = TestClock.at("2026-11-23T04:30:00Z");
        var students = new Students(new Outbox(clock), clock);
        var consents = new Consents(students, Notice.load(), clock);
        var word =
                new Consents.Word(
                        "en",
                        Consent.How.ONLINE,
                        Optional.empty(),
                        Optional.of(new UserId(person)),
                        new UserId(person));
        Web.Answer unlinked =
                Beside.transaction(
                        database,
                        tx ->
                                consents.give(
                                        tx,
                                        students.held(
                                                        tx,
                                                        new SchoolId(school.id()),
                                                        new StudentId(child))
                                                .orElseThrow(),
                                        word),
                        () -> school.admin().delete(guardians + "/" + person));
        unlinked.expect(204);
        assertThat(school.admin().get(consents(child)).json().findValuesAsText("kind"))
                .containsExactly("given", "lapsed");
        assertThat(state(child)).isEqualTo("awaiting-consent");
    }

    @Test
    void word_isOnlyTheGuardiansWhoMayOrder() {
        long child = school.awaiting();
        Web collects = school.guardian(child, false);
        assertThat(collects.post(consents(child), GIVE).code()).isEqualTo("student-not-yours");
        Web stranger = school.parent(school.student());
        assertThat(stranger.post(consents(child), GIVE).text())
                .isEqualTo(stranger.post(consents(999_999), GIVE).expect(404).text());
        assertThat(
                        school.admin()
                                .post(
                                        consents(child) + "/paper",
                                        "{'kind':'given','notice':1,'language':'en','reference':'f-1','guardian':999999}")
                                .code())
                .isEqualTo("unknown-guardian");
        assertThat(
                        school.parent(child)
                                .post(consents(child), "{'notice':2,'language':'en'}")
                                .code())
                .isEqualTo("notice-outdated");
        assertThat(state(child)).isEqualTo("awaiting-consent");
    }

    @Test
    void reference_isANumberAndNoName() {
        assertThat(
                        school.admin()
                                .post(
                                        consents(school.awaiting()) + "/paper",
                                        "{'kind':'given','notice':1,'language':'en','reference':'Asha Rao'}")
                                .code())
                .isEqualTo("invalid-body");
    }

    @Test
    void notice_isReadInThreeLanguagesBeforeSigningIn() {
        var notice = cloud.web().get("/v1/consent-notice").expect(200).json();
        assertThat(notice.path("version").asInt()).isEqualTo(1);
        for (String language : List.of("en", "hi", "kn")) {
            assertThat(notice.path("texts").path(language).asText()).hasSizeGreaterThan(200);
        }
    }

    /** Whoever orders and whoever withdraws hold the child's row: never an open order after it. */
    @Test
    void orders_doNotCrossAWithdrawal() throws Exception {
        for (int round = 0; round < 5; round++) {
            long child = school.student();
            Web parent = school.parent(child);
            var answers =
                    Parallel.run(
                            6,
                            n ->
                                    () ->
                                            n == 3
                                                    ? parent.post(
                                                            consents(child) + "/withdrawal", "{}")
                                                    : order(parent, child, DAY, dish, 1));
            assertThat(answers.get(3).status()).isEqualTo(201);
            assertThat(
                            cloud.count(
                                    "select count(*) from orders where state = 'pending_payment' and student = "
                                            + child))
                    .isZero();
        }
    }

    @Test
    void table_refusesAnActiveChildWithoutConsentAndKeepsWhatWasSaid() {
        long child = school.awaiting();
        long other = school.student();
        assertThatThrownBy(
                        () ->
                                cloud.execute(
                                        "update students set active = true where id = " + child))
                .hasStackTraceContaining("students_active_by_consent");
        assertThatThrownBy(
                        () ->
                                cloud.execute(
                                        "update students set active = true, consent = (select consent from students where id = %d) where id = %d"
                                                .formatted(other, child)))
                .hasStackTraceContaining("students_consent");
        assertThatThrownBy(() -> cloud.execute("update consents set kind = 'given'"))
                .hasStackTraceContaining("what was said stays");
        assertThatThrownBy(() -> cloud.execute("delete from consents"))
                .hasStackTraceContaining("what was said stays");
    }
}
