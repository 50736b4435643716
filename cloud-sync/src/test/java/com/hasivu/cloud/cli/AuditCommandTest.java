package com.hasivu.cloud.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.Cloud;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.audit.AuditCheck;
import com.hasivu.cloud.audit.Sealer;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.db.DatabaseConfig;
import com.hasivu.cloud.settings.CloudConfig;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code hasivu-cloud audit verify} over what the real service wrote, on both databases. */
class AuditCommandTest {
    @TempDir Path folder = Path.of("");

    private DatabaseConfig database = DatabaseConfig.h2(Path.of("unused"));

    private String verify(int exit, String... arguments) {
        var out = new StringWriter();
        var all = new ArrayList<>(List.of("audit", "verify"));
        all.addAll(List.of("--config", folder.resolve("cloud.yaml").toString()));
        all.addAll(List.of(arguments));
        int code =
                CloudMain.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .execute(all.toArray(String[]::new));
        assertThat(code).as(out.toString()).isEqualTo(exit);
        return out.toString();
    }

    private void tamper(String... statements) throws Exception {
        try (var connection =
                        DriverManager.getConnection(
                                database.jdbcUrl(), database.user(), database.password());
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** A sign-in and eight schools: nine rows of the log. */
    private void serve(Engine engine) throws Exception {
        database = engine.fresh(folder);
        Files.writeString(folder.resolve("pw"), "a long password\n");
        Files.writeString(
                folder.resolve("cloud.yaml"),
                """
                http: {port: 0}
                data-dir: .
                database: {url: "%s", user: %s, password: "%s"}
                broker: {mode: none}
                bootstrap: {admin: {email: root@hasivu.test, password-file: pw}}
                """
                        .formatted(database.url(), database.user(), database.password()));
        try (Cloud cloud =
                Cloud.start(CloudConfig.read(folder.resolve("cloud.yaml")), Clock.systemUTC())) {
            Web web = Web.at(cloud.httpPort());
            String token =
                    web.post(
                                    "/v1/auth/sign-in",
                                    "{'email':'root@hasivu.test','password':'a long password'}")
                            .expect(200)
                            .json()
                            .path("accessToken")
                            .asText();
            for (int i = 0; i < 8; i++) {
                web.as(token)
                        .post(
                                "/v1/schools",
                                "{'id':'school-%d','name':'S','zone':'Asia/Kolkata'}",
                                i)
                        .expect(201);
            }
        }
        try (Database open = Database.open(database)) {
            var unused = new Sealer(open).sealSome(); // what the service left
            assertThat(AuditCheck.run(open, Optional.empty()).unsealed()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void verify_namesTheFirstRowThatWasTamperedWith(Engine engine) throws Exception {
        serve(engine);
        String holds = verify(0);
        assertThat(holds).startsWith("holds: 9 rows, 0 not sealed yet; head 9:");
        String head = holds.strip().substring(holds.indexOf("head ") + 5);
        verify(0, "--noted", head);
        verify(2, "--noted", "nine");

        tamper(
                engine == Engine.H2
                        ? "drop trigger audit_entries_stay"
                        : "alter table audit_entries disable trigger all");
        tamper("update audit_entries set actor = 4711 where place = 5");
        assertThat(verify(CloudMain.BAD_DATA))
                .matches(
                        "(?s)BROKEN: entry \\d+ at place 5 was changed after it was sealed.*; 4 rows before it hold\\s+");
        tamper("update audit_entries set actor = 1 where place = 5");
        verify(0, "--noted", head);

        tamper("delete from audit_entries where place = 9");
        verify(0);
        assertThat(verify(CloudMain.BAD_DATA, "--noted", head))
                .contains("the chain ends at place 8, but place 9 was noted");
        tamper("delete from audit_entries where place = 3");
        assertThat(verify(CloudMain.BAD_DATA))
                .contains("place 3 of the chain is missing", "2 rows before it hold");
    }
}
