package com.hasivu.cloud.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.auth.Sessions.Tokens;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Caller;
import com.hasivu.cloud.http.Role;
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

    SignIns(Engine engine) throws Exception {
        Path folder = Files.createTempDirectory("hasivu-auth");
        database = engine.migrated(folder);
        sessions =
                new Sessions(
                        database,
                        passwords,
                        AccessTokens.withKeyAt(folder.resolve("key"), clock),
                        clock);
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

    private Tokens signedIn(String email) {
        return sessions.signIn(email, PASSWORD).orElseThrow();
    }

    private Optional<Caller> caller(Tokens tokens) {
        return sessions.byToken(tokens.accessToken());
    }

    @Test
    void signIn_locksAfterFiveFailuresForFifteenMinutes() {
        String email = person("locked@x.test");
        for (int i = 0; i < 5; i++) {
            assertThat(sessions.signIn(email, "wrong")).isEmpty();
        }
        assertThat(sessions.signIn(email, PASSWORD)).isEmpty();
        clock.advance(Duration.ofMinutes(15).minusMillis(1));
        assertThat(sessions.signIn(email, PASSWORD)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(sessions.signIn(email, PASSWORD)).isPresent();
    }

    @Test
    void signIn_letsNoMoreThanFiveGuessesThroughAtOnce() throws Exception {
        String email = person("guessed@x.test");
        Parallel.run(20, i -> () -> sessions.signIn(email, "wrong " + i));
        assertThat(sessions.signIn(email, PASSWORD)).isEmpty();
    }

    @Test
    void signIn_forgetsFailuresAfterSuccess() {
        String email = person("forgetful@x.test");
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 4; i++) {
                assertThat(sessions.signIn(email, "wrong")).isEmpty();
            }
            assertThat(sessions.signIn(email.toUpperCase(Locale.ROOT), PASSWORD)).isPresent();
        }
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
