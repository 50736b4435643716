package com.hasivu.cloud.pupils;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.Beside;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.TapBench;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.UserId;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.schools.Students;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StudentId;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Locale;
import java.util.function.BiConsumer;

/** A child's own sign-in through the whole service, with taps of a real chain. */
abstract class PupilsOverHttp extends TapBench {
    private final Database database = Database.open(cloud.config().database());

    PupilsOverHttp(Engine engine) throws Exception {
        super(engine);
    }

    private String path(long child) {
        return school.path("/students/%d/sign-in".formatted(child));
    }

    private Web.Answer choose(JsonNode key, String password) {
        return cloud.web()
                .post(
                        "/v1/auth/password/reset",
                        "{'token':'%s','password':'%s'}",
                        key.path("code").asText(),
                        password);
    }

    private Web.Answer enter(JsonNode key, String password) {
        return cloud.web()
                .post(
                        "/v1/auth/sign-in",
                        "{'email':'%s','password':'%s'}",
                        key.path("login").asText(),
                        password);
    }

    @Test
    void guardian_letsTheChildInAndTheCodeCountsOnce() {
        Family family = family();
        JsonNode key = family.parent().post(path(family.child())).expect(201).json();
        assertThat(key.path("login").asText())
                .isEqualTo("%d@greenfield.internal".formatted(family.child()));
        assertThat(enter(key, CloudFixture.PASSWORD).status()).isEqualTo(401);
        String typed = key.path("code").asText().toLowerCase(Locale.ROOT).replace("-", "");
        cloud.web()
                .post(
                        "/v1/auth/password/reset",
                        "{'token':'%s','password':'%s'}",
                        typed,
                        CloudFixture.PASSWORD)
                .expect(204);
        assertThat(choose(key, CloudFixture.PASSWORD).code()).isEqualTo("code-refused");
        enter(key, CloudFixture.PASSWORD).expect(200);
    }

    /** Addresses are one person's in the whole service, and nobody may keep a child out by one. */
    @Test
    void takenLogin_keepsNoChildOut() {
        Family family = family();
        long other = family().child();
        school.admin()
                .post(
                        school.path("/guardians"),
                        "{'email':'%d@greenfield.internal','password':'%s','name':'First','students':[{'id':%d}]}",
                        family.child(),
                        CloudFixture.PASSWORD,
                        other)
                .expect(201);
        JsonNode key = family.parent().post(path(family.child())).expect(201).json();
        choose(key, CloudFixture.PASSWORD).expect(204);
        enter(key, CloudFixture.PASSWORD).expect(200);
    }

    @Test
    void code_ofASecondRequestOrTooOldCountsNoMore() {
        Family family = family();
        JsonNode first = family.parent().post(path(family.child())).expect(201).json();
        JsonNode second = school.admin().post(path(family.child())).expect(201).json();
        assertThat(choose(first, CloudFixture.PASSWORD).code()).isEqualTo("code-refused");
        clock.advance(Duration.ofDays(7));
        assertThat(choose(second, CloudFixture.PASSWORD).code()).isEqualTo("code-refused");
    }

    @Test
    void onlyWhoSpeaksForTheChild_letsItIn() {
        Family family = family();
        Web collector = school.guardian(family.child(), false);
        assertThat(collector.post(path(family.child())).expect(403).code())
                .isEqualTo("student-not-yours");
        assertThat(collector.delete(path(family.child())).expect(403).code())
                .isEqualTo("student-not-yours");
        long awaiting = school.awaiting();
        assertThat(school.admin().post(path(awaiting)).expect(409).code())
                .isEqualTo("student-not-active");
        assertThat(school.admin().delete(path(awaiting)).status()).isEqualTo(404);
        assertThat(
                        cloud.count(
                                "select count(*) from users where role = 'student' and id not in (select user_id from student_sign_ins)"))
                .isZero();
    }

    /** The office takes the right away while the guardian asks. */
    @Test
    void guardianWhoSpeaksForTheChildNoMore_letsItNotIn() throws Exception {
        Family family = family();
        var students = new Students(new Outbox(clock), clock);
        var guardian =
                new UserId(
                        cloud.count(
                                "select user_id from guardians where student = " + family.child()));
        var child = new StudentId(family.child());
        Web.Answer answer =
                Beside.transaction(
                        database,
                        tx -> {
                            var held = students.held(tx, new SchoolId(school.id()), child);
                            students.link(tx, new Students.Guardian(guardian, child, false, true));
                            return held;
                        },
                        () -> family.parent().post(path(family.child())));
        assertThat(answer.code()).isEqualTo("student-not-yours");
    }

    @Test
    void child_seesItsOwnDayAndNoPrice() {
        Family family = family();
        Family other = family();
        Web child = school.pupil(family.child());
        serve(family);
        serve(other);
        Web.Answer day = child.get("/v1/own-day").expect(200);
        assertThat(day.json().path("date").asText()).isEqualTo(DAY);
        assertThat(day.json().at("/student/id").asLong()).isEqualTo(family.child());
        assertThat(day.json().at("/menus/0/dishes/0/name").asText()).isEqualTo("Idli");
        assertThat(day.json().path("orders")).hasSize(1);
        assertThat(day.json().at("/orders/0/id").asLong()).isEqualTo(family.order());
        assertThat(day.json().at("/orders/0/state").asText()).isEqualTo("delivered");
        assertThat(day.json().path("taps")).hasSize(1);
        assertThat(day.json().at("/taps/0/outcome").asText()).isEqualTo("delivered");
        assertThat(day.text()).doesNotContain("aise").doesNotContain("4500");
        assertThat(child.get("/v1/own-day?date=2026-11-25").json().path("orders")).isEmpty();
        assertThat(child.get("/v1/orders/" + family.order()).status()).isEqualTo(403);
        assertThat(child.get("/v1/wallet").status()).isEqualTo(403);
    }

    @Test
    void child_hasNoMail() {
        Family family = family();
        JsonNode key = family.parent().post(path(family.child())).expect(201).json();
        long before = cloud.count("select count(*) from outgoing_mails");
        choose(key, CloudFixture.PASSWORD).expect(204);
        cloud.web()
                .post("/v1/auth/password/forgot", "{'email':'%s'}", key.path("login").asText())
                .expect(202);
        assertThat(cloud.count("select count(*) from outgoing_mails")).isEqualTo(before);
        assertThat(
                        cloud.count(
                                "select count(*) from outgoing_mails where recipient like '%.internal'"))
                .isZero();
    }

    private void ends(BiConsumer<Family, Web> end) {
        Family family = family();
        JsonNode key = family.parent().post(path(family.child())).expect(201).json();
        choose(key, CloudFixture.PASSWORD).expect(204);
        JsonNode tokens = enter(key, CloudFixture.PASSWORD).expect(200).json();
        Web child = cloud.web().as(tokens.path("accessToken").asText());
        JsonNode unused = school.admin().post(path(family.child())).expect(201).json();
        child.get("/v1/own-day").expect(200);

        end.accept(family, child);

        assertThat(child.get("/v1/own-day").status()).isEqualTo(401);
        assertThat(
                        cloud.web()
                                .post(
                                        "/v1/auth/refresh",
                                        "{'refreshToken':'%s'}",
                                        tokens.path("refreshToken").asText())
                                .status())
                .isEqualTo(401);
        assertThat(enter(key, CloudFixture.PASSWORD).status()).isEqualTo(401);
        assertThat(choose(unused, CloudFixture.PASSWORD).code()).isEqualTo("code-refused");
    }

    private String child(Family family) {
        return school.path("/students/" + family.child());
    }

    @Test
    void withdrawnConsent_endsTheSignInAndTheOldPasswordStaysDead() {
        ends(
                (family, child) -> {
                    family.parent().post(child(family) + "/consents/withdrawal").expect(201);
                });
        Family back = family();
        Web child = school.pupil(back.child());
        child.get("/v1/own-day").expect(200);
        back.parent().post(child(back) + "/consents/withdrawal").expect(201);
        school.consent(back.child());
        assertThat(child.get("/v1/own-day").status()).isEqualTo(401);
        String login = "%d@greenfield.internal".formatted(back.child());
        assertThat(
                        cloud.web()
                                .post(
                                        "/v1/auth/sign-in",
                                        "{'email':'%s','password':'%s'}",
                                        login,
                                        CloudFixture.PASSWORD)
                                .status())
                .isEqualTo(401);
        cloud.web().as(cloud.signIn(again(back))).get("/v1/own-day").expect(200);
    }

    /** Let in anew, by another code. */
    private String again(Family family) {
        JsonNode key = family.parent().post(path(family.child())).expect(201).json();
        choose(key, CloudFixture.PASSWORD).expect(204);
        return key.path("login").asText();
    }

    @Test
    void childThatLeaves_isOut() {
        ends(
                (family, child) ->
                        school.admin().patch(child(family), "{'active':false}").expect(200));
    }

    @Test
    void office_endsTheSignIn() {
        ends((family, child) -> school.admin().delete(path(family.child())).expect(204));
    }

    @Test
    void erasedChild_leavesNoLogin() {
        Family[] gone = new Family[1];
        ends(
                (family, child) -> {
                    gone[0] = family;
                    assertThat(
                                    school.admin()
                                            .get(child(family) + "/personal-data")
                                            .json()
                                            .at("/data/signIn/0/login")
                                            .asText())
                            .endsWith(".internal");
                    school.admin().patch(child(family), "{'active':false}").expect(200);
                    JsonNode asked =
                            school.admin().post(child(family) + "/erasure").expect(201).json();
                    school.admin()
                            .post(
                                    school.path(
                                            "/erasures/%d/confirm"
                                                    .formatted(asked.path("id").asLong())),
                                    "{'code':'%s'}",
                                    asked.path("code").asText())
                            .expect(200);
                });
        assertThat(
                        cloud.count(
                                "select count(*) from users where email = '%d@greenfield.internal'"
                                        .formatted(gone[0].child())))
                .isZero();
    }
}
