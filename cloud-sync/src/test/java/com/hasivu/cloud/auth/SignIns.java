package com.hasivu.cloud.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Beside;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.auth.Sessions.Tokens;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Role;
import com.hasivu.cloud.http.UserId;
import com.hasivu.protocol.SchoolId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What {@link Sessions} promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SignIns {
    private static final String PASSWORD = "correct horse";

    private final TestClock clock = TestClock.at("2026-11-23T04:30:00Z");
    private final Passwords passwords = new Passwords(64);
    private final Users users = new Users(clock);
    private final Database database;
    private final Sessions sessions;
    private final SecondFactors factors;
    private final SignIn signIn;

    SignIns(Engine engine) throws Exception {
        Path folder = Files.createTempDirectory("hasivu-auth");
        database = engine.migrated(folder);
        sessions =
                new Sessions(database, AccessTokens.withKeyAt(folder.resolve("key"), clock), clock);
        factors = SecondFactors.withKeyAt(folder.resolve("factor-key"));
        signIn = new SignIn(database, passwords, sessions, factors, clock);
    }

    @AfterAll
    void stop() {
        database.close();
    }

    private String person(String email) {
        Users.Added added =
                database.transaction(
                        tx ->
                                users.add(
                                        tx,
                                        Optional.of(new SchoolId("greenfield")),
                                        email,
                                        "P",
                                        Role.TEACHER,
                                        passwords.hash(PASSWORD)));
        assertThat(added).isInstanceOf(Users.Added.Fresh.class);
        return email;
    }

    private Optional<Tokens> signIn(String email, String password) {
        return signIn(email, password, false);
    }

    private Optional<Tokens> signIn(String email, String password, boolean remember) {
        return switch (signIn.byPassword(email, password, remember)) {
            case SignIn.Outcome.In(Tokens tokens) -> Optional.of(tokens);
            case SignIn.Outcome.Refused() -> Optional.empty();
            case SignIn.Outcome.CodeNeeded(String challenge) ->
                    throw new AssertionError("nobody here has a second factor");
        };
    }

    private Tokens signedIn(String email) {
        return signIn(email, PASSWORD).orElseThrow();
    }

    private Optional<Caller> caller(Tokens tokens) {
        return sessions.byToken(tokens.accessToken());
    }

    @Test
    void signIn_locksAfterFiveFailuresForFifteenMinutes() {
        String email = person("locked@x.test");
        for (int i = 0; i < 5; i++) {
            assertThat(signIn(email, "wrong")).isEmpty();
        }
        assertThat(signIn(email, PASSWORD)).isEmpty();
        clock.advance(Duration.ofMinutes(15).minusMillis(1));
        assertThat(signIn(email, PASSWORD)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(signIn(email, PASSWORD)).isPresent();
    }

    @Test
    void signIn_letsNoMoreThanFiveGuessesThroughAtOnce() throws Exception {
        String email = person("guessed@x.test");
        Parallel.run(20, i -> () -> signIn(email, "wrong " + i));
        assertThat(signIn(email, PASSWORD)).isEmpty();
    }

    @Test
    void signIn_forgetsFailuresAfterSuccess() {
        String email = person("forgetful@x.test");
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 4; i++) {
                assertThat(signIn(email, "wrong")).isEmpty();
            }
            assertThat(signIn(email.toUpperCase(Locale.ROOT), PASSWORD)).isPresent();
        }
    }

    private UserId id(String email) {
        return database.read(tx -> users.byEmail(tx, email)).orElseThrow().id();
    }

    /** Who stole the old password shows it while its owner chooses another one. */
    @Test
    void signIn_byThePasswordThatIsBeingChangedIsRefused() throws Exception {
        String email = person("changing@x.test");
        UserId id = id(email);
        Optional<Tokens> thief =
                Beside.transaction(
                        database,
                        tx -> {
                            users.setPassword(tx, id, passwords.hash("another one"));
                            Sessions.endAll(tx, id, Optional.empty(), "changed", clock.instant());
                            return tx;
                        },
                        () -> signIn(email, PASSWORD));
        assertThat(thief).isEmpty();
        assertThat(signIn(email, "another one")).isPresent();
    }

    @Test
    void signIn_byTheNewPasswordThatIsBeingSavedAnewIsGood() throws Exception {
        String email = person("strengthened@x.test");
        UserId id = id(email);
        Optional<Tokens> owner =
                Beside.transaction(
                        database,
                        tx -> {
                            users.setPassword(tx, id, passwords.hash(PASSWORD));
                            return tx;
                        },
                        () -> signIn(email, PASSWORD));
        assertThat(owner).isPresent();
    }

    @Test
    void signIn_besideASecondFactorThatIsBeingSetUpNeedsItsCode() throws Exception {
        String email = person("factor@x.test");
        long id = id(email).value();
        byte[] secret = database.transaction(tx -> factors.begin(tx, id)).orElseThrow();
        String code = Totp.code(secret, Totp.step(clock.instant()));
        SignIn.Outcome outcome =
                Beside.transaction(
                        database,
                        tx -> {
                            assertThat(factors.confirm(tx, id, code, clock.instant())).isPresent();
                            Sessions.endAll(
                                    tx,
                                    new UserId(id),
                                    Optional.empty(),
                                    "second-factor-set-up",
                                    clock.instant());
                            return tx;
                        },
                        () -> signIn.byPassword(email, PASSWORD, false));
        assertThat(outcome).isInstanceOf(SignIn.Outcome.CodeNeeded.class);
    }

    @Test
    void secondFactor_isNotConfirmedByTheCodeOfASecretThatIsBeingReplaced() throws Exception {
        long id = id(person("twice@x.test")).value();
        byte[] first = database.transaction(tx -> factors.begin(tx, id)).orElseThrow();
        String code = Totp.code(first, Totp.step(clock.instant()));
        Optional<List<String>> confirmed =
                Beside.transaction(
                        database,
                        tx -> factors.begin(tx, id),
                        () ->
                                database.transaction(
                                        tx -> factors.confirm(tx, id, code, clock.instant())));
        assertThat(confirmed).isEmpty();
    }

    @Test
    void add_givesAnAddressToOnePersonOnly() {
        String email = person("one@x.test");
        Users.Added again =
                database.transaction(
                        tx ->
                                users.add(
                                        tx,
                                        Optional.empty(),
                                        " ONE@x.test",
                                        "Q",
                                        Role.PLATFORM_ADMIN,
                                        passwords.nobody()));
        assertThat(again).isEqualTo(new Users.Added.EmailTaken(email));
    }

    @Test
    void byToken_tellsRoleAndSchoolFromTheTable() {
        Tokens tokens = signedIn(person("who@x.test"));
        assertThat(caller(tokens))
                .hasValueSatisfying(
                        c -> {
                            assertThat(c.role()).isEqualTo(Role.TEACHER);
                            assertThat(c.school()).contains(new SchoolId("greenfield"));
                        });
    }

    @Test
    void refresh_givesNewTokensOnceAndAThiefEndsTheFamily() {
        Tokens first = signedIn(person("family@x.test"));
        Tokens second = sessions.refresh(first.refreshToken()).orElseThrow();
        assertThat(caller(second)).isPresent();
        assertThat(sessions.refresh(first.refreshToken())).isEmpty();
        assertThat(sessions.refresh(second.refreshToken())).isEmpty();
        assertThat(caller(second)).isEmpty();
    }

    @Test
    void refresh_countsOnceForManyAtOnceAndEndsTheFamily() throws Exception {
        Tokens first = signedIn(person("rush@x.test"));
        List<Optional<Tokens>> answers =
                Parallel.run(8, i -> () -> sessions.refresh(first.refreshToken()));
        assertThat(answers).filteredOn(Optional::isPresent).hasSize(1);
        assertThat(caller(first)).isEmpty();
    }

    @Test
    void refresh_endsAfterSevenDays() {
        Tokens first = signedIn(person("week@x.test"));
        clock.advance(Duration.ofDays(7).minusMillis(1));
        Tokens second = sessions.refresh(first.refreshToken()).orElseThrow();
        clock.advance(Duration.ofDays(7));
        assertThat(sessions.refresh(second.refreshToken())).isEmpty();
    }

    @Test
    void refresh_endsAfterThirtyDaysForOneWhoIsRemembered() {
        Tokens first = signIn(person("month@x.test"), PASSWORD, true).orElseThrow();
        clock.advance(Duration.ofDays(30).minusMillis(1));
        Tokens second = sessions.refresh(first.refreshToken()).orElseThrow();
        clock.advance(Duration.ofDays(30).minusMillis(1));
        Tokens third = sessions.refresh(second.refreshToken()).orElseThrow();
        clock.advance(Duration.ofDays(30));
        assertThat(sessions.refresh(third.refreshToken())).isEmpty();
    }

    /** Work, not time: a clock would measure the machine. */
    @Test
    void signIn_worksAsHardForStrangersAsForAnybody() {
        String known = person("known@x.test");
        String locked = person("shut@x.test");
        for (int i = 0; i < 5; i++) {
            assertThat(signIn(locked, "wrong")).isEmpty();
        }
        long[] before = {passwords.computed()};
        for (String email : List.of(known, "nobody@x.test", locked)) {
            assertThat(signIn(email, "wrong")).isEmpty();
            assertThat(passwords.computed() - before[0]).as(email).isEqualTo(1);
            before[0] = passwords.computed();
        }
        assertThat(passwords.nobody().encoded().split("\\$")[3])
                .isEqualTo(passwords.hash("x").encoded().split("\\$")[3]); // memory and passes
    }

    @Test
    void signOut_endsThisSessionAtOnceAndNoOther() {
        String email = person("leaving@x.test");
        Tokens here = signedIn(email);
        Tokens there = signedIn(email);
        sessions.signOut(caller(here).orElseThrow());
        assertThat(caller(here)).isEmpty();
        assertThat(sessions.refresh(here.refreshToken())).isEmpty();
        assertThat(caller(there)).isPresent();
    }
}
