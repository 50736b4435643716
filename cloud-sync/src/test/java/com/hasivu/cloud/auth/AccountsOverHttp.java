package com.hasivu.cloud.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Beside;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.auth.Passwords.PasswordHash;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.UserId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Registration, passwords and sessions as a person meets them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AccountsOverHttp {
    private static final String OTHER = "another good password";

    private final TestClock clock = TestClock.at("2026-11-23T04:30:00Z");
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final Database database;
    private final String code;

    AccountsOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock);
        school = cloud.school("greenfield");
        database = Database.open(cloud.config().database());
        code = schoolCode();
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
        database.close();
    }

    private String schoolCode() {
        return school.admin()
                .get(school.path("/sign-in"))
                .expect(200)
                .json()
                .path("schoolCode")
                .asText();
    }

    private Web.Answer register(String schoolCode, String email, String password) {
        return cloud.web()
                .post(
                        "/v1/auth/registrations",
                        "{'schoolCode':'%s','email':'%s','name':'Asha','password':'%s'}",
                        schoolCode,
                        email,
                        password);
    }

    private Web.Answer verify(String token) {
        return cloud.web().post("/v1/auth/registrations/verify", "{'token':'%s'}", token);
    }

    private Web.Answer signIn(String email, String password) {
        return cloud.web()
                .post("/v1/auth/sign-in", "{'email':'%s','password':'%s'}", email, password);
    }

    private Web.Answer forgot(String email) {
        return cloud.web().post("/v1/auth/password/forgot", "{'email':'%s'}", email);
    }

    private Web.Answer reset(String token, String password) {
        return cloud.web()
                .post("/v1/auth/password/reset", "{'token':'%s','password':'%s'}", token, password);
    }

    private Web signedIn(String email, String password) {
        return cloud.web()
                .as(signIn(email, password).expect(200).json().path("accessToken").asText());
    }

    /** A registered parent. */
    private String parent(String email) {
        register(code, email, CloudFixture.PASSWORD).expect(202);
        verify(cloud.mailedCode(email)).expect(201);
        return email;
    }

    @Test
    void registration_makesAParentOnceTheAddressIsShownToBeTheirs() {
        String email = "asha@x.test";
        register(code.toLowerCase(Locale.ROOT).replace("-", " "), email, CloudFixture.PASSWORD)
                .expect(202);
        assertThat(signIn(email, CloudFixture.PASSWORD).status()).isEqualTo(401);
        String token = cloud.mailedCode(email);
        assertThat(
                        cloud.count(
                                "select count(*) from registrations where token_hash = '"
                                        + token
                                        + "'"))
                .isZero();
        assertThat(verify(token).expect(201).json().path("role").asText()).isEqualTo("parent");
        assertThat(verify(token).code()).isEqualTo("code-refused");
        Web me = signedIn(email, CloudFixture.PASSWORD);
        me.get(school.path("")).expect(200);
        assertThat(me.get(school.path("/students")).status()).isEqualTo(403);
    }

    @Test
    void registration_codeCountsForADayAndOnceForManyAtOnce() throws Exception {
        register(code, "late@x.test", CloudFixture.PASSWORD).expect(202);
        String late = cloud.mailedCode("late@x.test");
        clock.advance(Duration.ofHours(24));
        assertThat(verify(late).code()).isEqualTo("code-refused");
        register(code, "rush@x.test", CloudFixture.PASSWORD).expect(202);
        String token = cloud.mailedCode("rush@x.test");
        List<Integer> answers = Parallel.run(8, i -> () -> verify(token).status());
        assertThat(answers).filteredOn(it -> it == 201).hasSize(1);
    }

    @Test
    void registration_answersAlikeForATakenAddressAndTellsItsOwner() {
        String email = parent("taken@x.test");
        Web.Answer fresh = register(code, "fresh@x.test", CloudFixture.PASSWORD);
        Web.Answer taken = register(code, email, OTHER);
        assertThat(taken.status()).isEqualTo(202);
        assertThat(taken.text()).isEqualTo(fresh.text());
        assertThat(
                        cloud.texts(
                                        "select subject from outgoing_mails where recipient = '%s' order by id desc"
                                                .formatted(email))
                                .getFirst())
                .startsWith("You have an account");
        assertThat(signIn(email, OTHER).status()).isEqualTo(401);
    }

    @Test
    void registration_bindsEachCodeToItsOwnPassword() {
        String email = "victim@x.test";
        register(code, email, "what the attacker chose").expect(202);
        register(code, email, CloudFixture.PASSWORD).expect(202);
        verify(cloud.mailedCode(email)).expect(201);
        assertThat(signIn(email, "what the attacker chose").status()).isEqualTo(401);
        signIn(email, CloudFixture.PASSWORD).expect(200);
    }

    @Test
    void registration_sendsNoMoreThanThreeMailsADay() {
        for (int i = 0; i < 6; i++) {
            register(code, "flooded@x.test", CloudFixture.PASSWORD).expect(202);
        }
        assertThat(
                        cloud.count(
                                "select count(*) from outgoing_mails where recipient = 'flooded@x.test'"))
                .isEqualTo(3);
    }

    @Test
    void registration_takesNoRoleNoForeignCodeAndNoCommonPassword() {
        Web.Answer role =
                cloud.web()
                        .post(
                                "/v1/auth/registrations",
                                "{'schoolCode':'%s','email':'r@x.test','name':'R','password':'%s','role':'school_admin'}",
                                code,
                                CloudFixture.PASSWORD);
        assertThat(role.status()).isEqualTo(400);
        assertThat(register("0000-0000", "c@x.test", CloudFixture.PASSWORD).code())
                .isEqualTo("unknown-school-code");
        assertThat(register(code, "p@x.test", "QwertyUiop123").code())
                .isEqualTo("password-too-common");
        assertThat(register(code, "p@x.test", "shorty").status()).isEqualTo(400);
    }

    @Test
    void schoolCode_countsNoMoreOnceItIsRenewed() {
        SchoolFixture other = cloud.school("bluehill");
        String path = other.path("/sign-in");
        String old = other.admin().get(path).expect(200).json().path("schoolCode").asText();
        assertThat(other.admin().get(path).json().path("schoolCode").asText()).isEqualTo(old);
        String fresh =
                other.admin().post(path + "/code").expect(200).json().path("schoolCode").asText();
        assertThat(register(old, "old@x.test", CloudFixture.PASSWORD).code())
                .isEqualTo("unknown-school-code");
        register(fresh, "new@x.test", CloudFixture.PASSWORD).expect(202);
    }

    @Test
    void guardian_mayBeAParentWhoRegistered() {
        String email = parent("linked@x.test");
        long child = school.student();
        String body = "{'email':'%s','students':[{'id':%d,'mayOrder':true}]}";
        Web.Answer linked =
                school.admin()
                        .post(
                                school.path("/guardians"),
                                body,
                                email.toUpperCase(Locale.ROOT),
                                child)
                        .expect(200);
        assertThat(linked.json().path("email").asText()).isEqualTo(email);
        school.admin().post(school.path("/guardians"), body, email, child).expect(200);
        assertThat(cloud.count("select count(*) from guardians where student = " + child))
                .isEqualTo(1);
        SchoolFixture elsewhere = cloud.school("redfield");
        Web.Answer foreign =
                elsewhere
                        .admin()
                        .post(elsewhere.path("/guardians"), body, email, elsewhere.student());
        Web.Answer nobody =
                elsewhere
                        .admin()
                        .post(elsewhere.path("/guardians"), body, "no@x.test", elsewhere.student());
        assertThat(foreign.code()).isEqualTo("unknown-parent");
        assertThat(Web.withoutRequest(foreign.text())).isEqualTo(Web.withoutRequest(nobody.text()));
        assertThat(
                        school.admin()
                                .post(
                                        school.path("/guardians"),
                                        body,
                                        "admin@greenfield.test",
                                        child)
                                .code())
                .isEqualTo("unknown-parent");
    }

    @Test
    void forgottenPassword_isReplacedOnceWithinHalfAnHourAndEndsEverySession() {
        String email = parent("forgetful@x.test");
        Web before = signedIn(email, CloudFixture.PASSWORD);
        assertThat(forgot("nobody@x.test").text()).isEqualTo(forgot(email).expect(202).text());
        assertThat(
                        cloud.count(
                                "select count(*) from outgoing_mails where recipient = 'nobody@x.test'"))
                .isZero();
        String late = cloud.mailedCode(email);
        clock.advance(Duration.ofMinutes(30));
        assertThat(reset(late, OTHER).code()).isEqualTo("code-refused");
        forgot(email);
        String second = cloud.mailedCode(email);
        forgot(email);
        String third = cloud.mailedCode(email);
        assertThat(reset(third, "password1234").code()).isEqualTo("password-too-common");
        reset(third, OTHER).expect(204);
        assertThat(reset(third, OTHER).code()).isEqualTo("code-refused");
        assertThat(reset(second, OTHER).code()).isEqualTo("code-refused");
        assertThat(before.get("/v1/auth/sessions").status()).isEqualTo(401);
        assertThat(signIn(email, CloudFixture.PASSWORD).status()).isEqualTo(401);
        signIn(email, OTHER).expect(200);
    }

    @Test
    void changedPassword_needsTheOldOneAndEndsTheOtherSessions() {
        String email = parent("changing@x.test");
        Web here = signedIn(email, CloudFixture.PASSWORD);
        Web there = signedIn(email, CloudFixture.PASSWORD);
        String path = "/v1/auth/password/change";
        String body = "{'oldPassword':'%s','password':'%s'}";
        assertThat(here.post(path, body, "wrong", OTHER).code()).isEqualTo("password-wrong");
        here.post(path, body, CloudFixture.PASSWORD, OTHER).expect(204);
        here.get("/v1/auth/sessions").expect(200);
        assertThat(there.get("/v1/auth/sessions").status()).isEqualTo(401);
        signIn(email, OTHER).expect(200);
        for (int i = 0; i < 5; i++) {
            here.post(path, body, "guess " + i, OTHER).expect(422);
        }
        assertThat(here.post(path, body, OTHER, CloudFixture.PASSWORD).status()).isEqualTo(422);
    }

    /** A thief at a device of theirs, while the owner takes the mailed way. */
    @Test
    void changedPassword_needsTheOldOneThoughAnotherIsBeingChosen() throws Exception {
        String email = parent("stolen@x.test");
        Web thief = signedIn(email, CloudFixture.PASSWORD);
        var users = new Users(clock);
        PasswordHash chosen = new Passwords().hash(OTHER);
        Web.Answer change =
                Beside.transaction(
                        database,
                        tx -> {
                            UserId id = users.byEmail(tx, email).orElseThrow().id();
                            users.setPassword(tx, id, chosen);
                            Sessions.endAll(tx, id, Optional.empty(), "reset", clock.instant());
                            return id;
                        },
                        () ->
                                thief.post(
                                        "/v1/auth/password/change",
                                        "{'oldPassword':'%s','password':'%s'}",
                                        CloudFixture.PASSWORD,
                                        "the words of a thief"));
        assertThat(change.code()).isEqualTo("password-wrong");
        signIn(email, OTHER).expect(200);
    }

    @Test
    void sessions_areListedAndEndedByTheirOwnerOnly() {
        String email = parent("many@x.test");
        Web here = signedIn(email, CloudFixture.PASSWORD);
        Web there = signedIn(email, CloudFixture.PASSWORD);
        Web stranger = signedIn(parent("stranger@x.test"), CloudFixture.PASSWORD);
        var items = here.get("/v1/auth/sessions").expect(200).json().path("items");
        assertThat(items).hasSize(2);
        String other = "";
        for (var item : items) {
            if (!item.path("current").asBoolean()) {
                other = item.path("id").asText();
            }
        }
        assertThat(stranger.delete("/v1/auth/sessions/" + other).status()).isEqualTo(404);
        there.get("/v1/auth/sessions").expect(200);
        here.delete("/v1/auth/sessions/" + other).expect(204);
        assertThat(there.get("/v1/auth/sessions").status()).isEqualTo(401);
        assertThat(here.delete("/v1/auth/sessions/" + other).status()).isEqualTo(404);
        assertThat(here.get("/v1/auth/sessions").json().path("items")).hasSize(1);
    }
}
