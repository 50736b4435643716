package com.hasivu.cloud.auth;

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

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** The staff's second factor as they meet it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SecondFactorOverHttp {
    private final TestClock clock = TestClock.at("2026-11-23T04:30:00Z");
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final AtomicInteger people = new AtomicInteger();

    SecondFactorOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock);
        school = cloud.school("greenfield");
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    private record Person(String email, long id) {}

    private record Enrolled(Person person, byte[] secret, List<String> recovery) {}

    private Person teacher() {
        String email = "t%d@greenfield.test".formatted(people.incrementAndGet());
        long id =
                school.admin()
                        .post(
                                school.path("/staff"),
                                "{'email':'%s','password':'%s','name':'T','role':'teacher'}",
                                email,
                                CloudFixture.PASSWORD)
                        .expect(201)
                        .id();
        return new Person(email, id);
    }

    private Web.Answer signIn(String email) {
        return cloud.web()
                .post(
                        "/v1/auth/sign-in",
                        "{'email':'%s','password':'%s'}",
                        email,
                        CloudFixture.PASSWORD);
    }

    private String challenge(String email) {
        JsonNode answer = signIn(email).expect(200).json();
        assertThat(answer.has("accessToken")).isFalse();
        return answer.path("challengeToken").asText();
    }

    private Web.Answer answer(String challenge, String code) {
        return cloud.web()
                .post(
                        "/v1/auth/sign-in/code",
                        "{'challengeToken':'%s','code':'%s'}",
                        challenge,
                        code);
    }

    private Web as(Web.Answer tokens) {
        return cloud.web().as(tokens.expect(200).json().path("accessToken").asText());
    }

    private String code(byte[] secret) {
        return Totp.code(secret, Totp.step(clock.instant()));
    }

    private static String wrong(String code) {
        return code.equals("000000") ? "000001" : "000000";
    }

    private Enrolled enrolled() {
        Person person = teacher();
        Web me = as(signIn(person.email()));
        JsonNode begun = me.post("/v1/auth/second-factor").expect(200).json();
        byte[] secret = bytes(begun.path("secret").asText());
        assertThat(begun.path("uri").asText())
                .startsWith("otpauth://totp/HASIVU:t")
                .contains("secret=" + begun.path("secret").asText(), "issuer=HASIVU");
        assertThat(
                        me.post(
                                        "/v1/auth/second-factor/confirm",
                                        "{'code':'%s'}",
                                        wrong(code(secret)))
                                .code())
                .isEqualTo("code-refused");
        JsonNode confirmed =
                me.post("/v1/auth/second-factor/confirm", "{'code':'%s'}", code(secret))
                        .expect(200)
                        .json();
        var recovery = new ArrayList<String>();
        confirmed.path("recoveryCodes").forEach(it -> recovery.add(it.asText()));
        clock.advance(Duration.ofSeconds(30));
        return new Enrolled(person, secret, recovery);
    }

    /** Base 32 (RFC 4648) back to bytes, apart from our own way there. */
    private static byte[] bytes(String letters) {
        var bits = BigInteger.ZERO;
        for (char letter : letters.toCharArray()) {
            bits =
                    bits.shiftLeft(5)
                            .or(
                                    BigInteger.valueOf(
                                            "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter)));
        }
        byte[] all = new byte[letters.length() * 5 / 8];
        byte[] raw = bits.toByteArray();
        for (int i = 0; i < all.length && i < raw.length; i++) {
            all[all.length - 1 - i] = raw[raw.length - 1 - i];
        }
        return all;
    }

    @Test
    void signIn_ofSomebodyEnrolledTakesTwoSteps() {
        Enrolled it = enrolled();
        assertThat(it.recovery()).hasSize(10).doesNotHaveDuplicates();
        String challenge = challenge(it.person().email());
        assertThat(answer(challenge, wrong(code(it.secret()))).code()).isEqualTo("sign-in-refused");
        Web me = as(answer(challenge, code(it.secret())));
        me.get(school.path("/students")).expect(200);
        assertThat(me.post("/v1/auth/second-factor").code()).isEqualTo("second-factor-exists");
        assertThat(cloud.web().as(challenge).get(school.path("")).status()).isEqualTo(401);
    }

    @Test
    void code_countsOnceAndOneStepBeforeAndAfter() throws Exception {
        Enrolled it = enrolled();
        String email = it.person().email();
        long step = Totp.step(clock.instant());
        for (long far : List.of(step - 2, step + 2)) {
            assertThat(answer(challenge(email), Totp.code(it.secret(), far)).status())
                    .isEqualTo(401);
        }
        answer(challenge(email), Totp.code(it.secret(), step)).expect(200);
        assertThat(answer(challenge(email), Totp.code(it.secret(), step)).status()).isEqualTo(401);
        answer(challenge(email), Totp.code(it.secret(), step + 1)).expect(200);
        clock.advance(Duration.ofSeconds(60));
        String one = challenge(email);
        String two = challenge(email);
        String code = code(it.secret());
        List<Integer> answers =
                Parallel.run(8, i -> () -> answer(i % 2 == 0 ? one : two, code).status());
        assertThat(answers).filteredOn(status -> status == 200).hasSize(1);
    }

    @Test
    void challenge_isOverAfterFiveMinutesAndOneSignIn() {
        Enrolled it = enrolled();
        String late = challenge(it.person().email());
        clock.advance(SignIn.CHALLENGE_LIFE);
        assertThat(answer(late, code(it.secret())).status()).isEqualTo(401);
        String used = challenge(it.person().email());
        answer(used, code(it.secret())).expect(200);
        clock.advance(Duration.ofSeconds(30));
        assertThat(answer(used, code(it.secret())).status()).isEqualTo(401);
        assertThat(answer("no challenge", code(it.secret())).status()).isEqualTo(401);
    }

    @Test
    void challenge_isOverWithThePasswordItBeganWith() {
        Enrolled it = enrolled();
        String email = it.person().email();
        Web me = as(answer(challenge(email), code(it.secret())));
        clock.advance(Duration.ofSeconds(30));
        String begun = challenge(email);
        me.post(
                        "/v1/auth/password/change",
                        "{'oldPassword':'%s','password':'another horse, another battery'}",
                        CloudFixture.PASSWORD)
                .expect(204);
        assertThat(answer(begun, code(it.secret())).status()).isEqualTo(401);
    }

    @Test
    void wrongCodes_lockEvenBetweenRightPasswords() {
        Enrolled it = enrolled();
        String email = it.person().email();
        for (int i = 0; i < 5; i++) {
            assertThat(answer(challenge(email), wrong(code(it.secret()))).status()).isEqualTo(401);
        }
        assertThat(signIn(email).status()).isEqualTo(401);
        clock.advance(Lockout.LOCKED);
        answer(challenge(email), code(it.secret())).expect(200);
    }

    @Test
    void recoveryCode_countsOnceHoweverItIsTyped() {
        Enrolled it = enrolled();
        String email = it.person().email();
        String recovery = it.recovery().get(3);
        answer(challenge(email), recovery.toLowerCase(Locale.ROOT).replace("-", "")).expect(200);
        assertThat(answer(challenge(email), recovery).status()).isEqualTo(401);
        answer(challenge(email), it.recovery().get(4)).expect(200);
    }

    @Test
    void secrets_areKeptUnderAKeyAndAsHashes() {
        Enrolled it = enrolled();
        assertThat(cloud.texts("select secret from second_factors"))
                .noneMatch(row -> row.contains(Totp.letters(it.secret())));
        assertThat(cloud.texts("select code_hash from recovery_codes"))
                .doesNotContainAnyElementsOf(it.recovery());
    }

    @Test
    void administrator_removesItForTheOwnStaffOnly() {
        Enrolled it = enrolled();
        Web me = as(answer(challenge(it.person().email()), code(it.secret())));
        String path = "/staff/%d/second-factor".formatted(it.person().id());
        SchoolFixture other = cloud.school("s" + people.incrementAndGet());
        assertThat(other.admin().delete(other.path(path)).status()).isEqualTo(404);
        assertThat(other.admin().delete(school.path(path)).status()).isEqualTo(404);
        assertThat(me.delete(school.path(path)).status()).isEqualTo(403);
        school.admin().delete(school.path(path)).expect(204);
        assertThat(school.admin().delete(school.path(path)).status()).isEqualTo(404);
        assertThat(me.get(school.path("")).status()).isEqualTo(401);
        as(signIn(it.person().email())).get(school.path("")).expect(200);
        assertThat(
                        cloud.count(
                                "select count(*) from audit_entries where operation = 'removeSecondFactor' and subject like '%"
                                        + path
                                        + "'"))
                .isEqualTo(1);
    }

    @Test
    void administrator_doesNotRemoveTheOwnOne() {
        String id =
                cloud.texts("select id from users where email = 'admin@greenfield.test'")
                        .getFirst();
        assertThat(
                        school.admin()
                                .delete(school.path("/staff/%s/second-factor".formatted(id)))
                                .code())
                .isEqualTo("own-second-factor");
    }

    @Test
    void school_mayWantItOfItsStaff() {
        SchoolFixture strict = cloud.school("strict");
        Web parent = strict.parent(strict.student());
        Web teacher = strict.staff("teacher");
        teacher.get(strict.path("/students")).expect(200);
        strict.admin().put(strict.path("/sign-in"), "{'secondFactorRequired':true}").expect(200);
        assertThat(teacher.get(strict.path("/students")).code())
                .isEqualTo("second-factor-required");
        assertThat(strict.admin().get(strict.path("/audit")).code())
                .isEqualTo("second-factor-required");
        parent.get(strict.path("")).expect(200);
        byte[] secret =
                bytes(
                        teacher.post("/v1/auth/second-factor")
                                .expect(200)
                                .json()
                                .path("secret")
                                .asText());
        teacher.post("/v1/auth/second-factor/confirm", "{'code':'%s'}", code(secret)).expect(200);
        teacher.get(strict.path("/students")).expect(200);
    }
}
