package com.hasivu.cloud.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.hasivu.cloud.Engine;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.Role;
import com.hasivu.protocol.SchoolId;

import org.jooq.DSLContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Whoever starts first makes the administrator; who starts beside it, or later, finds one. */
class FirstAdminsTest {
    private static final String EMAIL = "root@hasivu.test";

    private final Users users = new Users(TestClock.at("2026-11-23T04:30:00Z"));
    private final Passwords passwords = new Passwords(64);

    @TempDir Path folder;

    /** The password is a pipe: the node has looked for an administrator and waits for it. */
    @ParameterizedTest
    @EnumSource
    void ensure_besideAnotherNodeFindsItsAdministrator(Engine engine) throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        try (Database database = engine.migrated(folder);
                var threads = Executors.newSingleThreadExecutor()) {
            var node = new FirstAdmins(database, users, passwords);
            Future<?> starting = threads.submit(() -> node.ensure(EMAIL, pipe));
            try (var out = Files.newOutputStream(pipe)) {
                database.transaction(tx -> add(tx, Optional.empty(), Role.PLATFORM_ADMIN));
                out.write("correct horse battery\n".getBytes(US_ASCII));
            }
            starting.get();
            node.ensure(EMAIL, pipe); // it finds one: nobody reads
        }
    }

    @ParameterizedTest
    @EnumSource
    void ensure_ofAnAddressThatIsSomebodyElsesSaysSo(Engine engine) throws Exception {
        Path file = Files.writeString(folder.resolve("password"), "correct horse battery\n");
        try (Database database = engine.migrated(folder)) {
            database.transaction(
                    tx -> add(tx, Optional.of(new SchoolId("greenfield")), Role.TEACHER));
            assertThatThrownBy(
                            () -> new FirstAdmins(database, users, passwords).ensure(EMAIL, file))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(EMAIL)
                    .hasMessageContaining("belongs to somebody else");
        }
    }

    private Users.Added add(DSLContext tx, Optional<SchoolId> school, Role role) {
        return users.add(tx, school, EMAIL, "Asha", role, passwords.nobody());
    }
}
