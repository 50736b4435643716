package com.hasivu.cloud.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.util.List;

/** Sign-in as a client sees it; the rules are tested in {@link SignIns}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignInOverHttpTest {
    private final CloudFixture cloud;
    private final SchoolFixture school;

    SignInOverHttpTest() throws Exception {
        cloud = CloudFixture.start(Engine.H2, TestClock.at("2026-11-23T04:30:00Z"));
        school = cloud.school("greenfield");
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    private Web.Answer signIn(String email, String password) {
        return cloud.web()
                .post("/v1/auth/sign-in", "{'email':'%s','password':'%s'}", email, password);
    }

    @Test
    void signIn_answersAlikeForStrangersAndWrongPasswords() {
        Web.Answer stranger = signIn("nobody@greenfield.test", "wrong");
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(stranger.code()).isEqualTo("sign-in-refused");
        assertThat(signIn("admin@greenfield.test", "wrong").text()).isEqualTo(stranger.text());
    }

    @Test
    void tokens_areRefreshedAndEndWithSignOut() {
        Web.Answer first = signIn("admin@greenfield.test", CloudFixture.PASSWORD).expect(200);
        assertThat(first.json().path("expiresIn").asInt()).isEqualTo(900);
        String used = first.json().path("refreshToken").asText();
        Web.Answer second =
                cloud.web().post("/v1/auth/refresh", "{'refreshToken':'%s'}", used).expect(200);
        Web me = cloud.web().as(second.json().path("accessToken").asText());
        me.get(school.path("")).expect(200);
        me.post("/v1/auth/sign-out").expect(204);
        assertThat(me.get(school.path("")).status()).isEqualTo(401);
        assertThat(cloud.web().post("/v1/auth/refresh", "{'refreshToken':'%s'}", used).code())
                .isEqualTo("refresh-refused");
    }

    @Test
    void createStaff_givesNoRoleBeyondTheStaff() {
        for (String role : List.of("platform_admin", "parent", "king")) {
            Web.Answer answer =
                    school.admin()
                            .post(
                                    school.path("/staff"),
                                    "{'email':'x@x.test','password':'%s','name':'P','role':'%s'}",
                                    CloudFixture.PASSWORD,
                                    role);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.json().at("/errors/0/pointer").asText()).isEqualTo("/role");
        }
    }

    @Test
    void passwords_areKeptAsArgon2idOnly() {
        assertThat(cloud.count("select count(*) from users")).isPositive();
        assertThat(
                        cloud.count(
                                "select count(*) from users where password_hash not like '$argon2id$v=19$m=7168,t=5,p=1$%'"))
                .isZero();
    }

    @Test
    void signIn_makesAnEarlierReleasesHashAnew() {
        String email = "admin@greenfield.test";
        String earlier = new Passwords(19 * 1024).hash(CloudFixture.PASSWORD).encoded();
        cloud.execute(
                "update users set password_hash = '%s' where email = '%s'"
                        .formatted(earlier, email));

        assertThat(signIn(email, "wrong").status()).isEqualTo(401);
        assertThat(hash(email)).isEqualTo(earlier);
        cloud.signIn(email);
        assertThat(hash(email)).startsWith("$argon2id$v=19$m=7168,t=5,p=1$");
        cloud.signIn(email);
    }

    private String hash(String email) {
        return cloud.texts("select password_hash from users where email = '%s'".formatted(email))
                .getFirst();
    }

    @Test
    void identity_comesFromNoOtherHeader() {
        Web spoof =
                cloud.web()
                        .with("X-User-Id", "1")
                        .with("X-Role", "platform_admin")
                        .with("X-School", "greenfield")
                        .with("Cookie", "token=1");
        assertThat(spoof.get(school.path("")).status()).isEqualTo(401);
    }
}
