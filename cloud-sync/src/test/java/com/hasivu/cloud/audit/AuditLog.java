package com.hasivu.cloud.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Parallel;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.db.Database;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What {@link Audit} promises, seen through the whole service. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AuditLog {
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final Database second; // another node

    AuditLog(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, TestClock.at("2026-11-23T04:30:00Z"));
        school = cloud.school("greenfield");
        second = Database.open(cloud.config().database());
    }

    @AfterAll
    void stop() throws Exception {
        second.close();
        cloud.close();
    }

    private JsonNode newest(String operation) {
        return school.admin()
                .get(school.path("/audit?limit=1&operation=" + operation))
                .expect(200)
                .json()
                .at("/items/0");
    }

    private static String id(Web.Answer answer) {
        return answer.raw().headers().firstValue("X-Request-Id").orElseThrow();
    }

    private List<String> operations(String requestId) {
        return cloud.texts(
                "select operation from audit_entries where request_id = '%s'".formatted(requestId));
    }

    private void awaitSealed() {
        await().atMost(Duration.ofSeconds(60))
                .until(
                        () ->
                                cloud.count(
                                                "select count(*) from audit_entries where place is null")
                                        == 0);
    }

    @Test
    void entry_saysWhoDidWhatWithoutSecretsAndNames() {
        Web.Answer made =
                school.admin()
                        .post(
                                school.path("/students"),
                                "{'name':'Ananya Rao','className':'5A','rollNumber':'A17'}")
                        .expect(201);
        JsonNode entry = newest("createStudent");
        assertThat(entry.path("subject").asText())
                .isEqualTo("/v1/schools/greenfield/students/" + made.id());
        assertThat(entry.path("fields").asText()).isEqualTo("className,name,rollNumber");
        assertThat(entry.path("role").asText()).isEqualTo("school_admin");
        assertThat(entry.path("actor").asLong()).isPositive();
        assertThat(entry.path("requestId").asText()).isEqualTo(id(made));
        assertThat(entry.path("at").asText()).isEqualTo("2026-11-23T04:30:00Z");
        school.parent(made.id());
        assertThat(
                        cloud.texts(
                                "select concat_ws(' ', subject, fields, note, operation) from audit_entries"))
                .noneMatch(row -> row.contains("Ananya") || row.contains(CloudFixture.PASSWORD));
    }

    @Test
    void entry_isThereOnlyWithItsChange() {
        Web.Answer refused =
                cloud.root()
                        .post("/v1/schools", "{'id':'greenfield','name':'G','zone':'Asia/Kolkata'}")
                        .expect(409);
        assertThat(operations(id(refused))).isEmpty();
        assertThat(operations(id(school.admin().get(school.path("/students"))))).isEmpty();
        Web.Answer nothing = school.admin().post(school.path("/students"), "{}").expect(400);
        assertThat(operations(id(nothing))).isEmpty();
    }

    @Test
    void signIn_isWrittenWithWhoItWasOrThatItWasRefused() {
        cloud.signIn("admin@greenfield.test");
        JsonNode entry = newest("signIn");
        assertThat(entry.path("role").asText()).isEqualTo("school_admin");
        cloud.web()
                .post("/v1/auth/sign-in", "{'email':'admin@greenfield.test','password':'no'}")
                .expect(401);
        entry = newest("signIn");
        assertThat(entry.has("actor")).isFalse();
        assertThat(entry.path("note").asText()).startsWith("refused: user ");
    }

    @Test
    void list_showsTheOwnSchoolInPagesNewestFirst() {
        SchoolFixture other = cloud.school("bluehill");
        other.student();
        other.student();
        var ids = new ArrayList<Long>();
        String cursor = "";
        do {
            JsonNode page =
                    other.admin().get(other.path("/audit?limit=2" + cursor)).expect(200).json();
            for (JsonNode item : page.path("items")) {
                assertThat(item.path("school").asText()).isEqualTo("bluehill");
                ids.add(item.path("id").asLong());
            }
            cursor = page.has("nextCursor") ? "&cursor=" + page.path("nextCursor").asText() : "";
        } while (!cursor.isEmpty());
        assertThat(ids)
                .hasSize(
                        (int)
                                cloud.count(
                                        "select count(*) from audit_entries where school = 'bluehill'"))
                .doesNotHaveDuplicates()
                .isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(other.admin().get(school.path("/audit")).status()).isEqualTo(404);
        assertThat(
                        cloud.root()
                                .get("/v1/platform/audit?operation=createSchool")
                                .json()
                                .at("/items/0/role")
                                .asText())
                .isEqualTo("platform_admin");
    }

    @Test
    void rows_stayAndSoDoTheirSeals() {
        school.student();
        awaitSealed();
        for (String sql :
                List.of(
                        "update audit_entries set note = 'x'",
                        "update audit_entries set hash = null, place = null",
                        "update audit_entries set place = place + 1000000, hash = hash",
                        "delete from audit_entries")) {
            assertThatThrownBy(() -> cloud.execute(sql))
                    .as(sql)
                    .hasStackTraceContaining("what is written stays");
        }
    }

    @Test
    void chain_isOneWhenTwoNodesSealWhileManyWrite() throws Exception {
        var one = new Sealer(second);
        Parallel.run(
                20,
                i ->
                        () -> {
                            for (int k = 0; k < 5; k++) {
                                school.student();
                                one.sealSome();
                            }
                            return true;
                        });
        awaitSealed();
        AuditCheck.Result result = AuditCheck.run(second, Optional.empty());
        assertThat(result.fault()).isEmpty();
        assertThat(result.sealed()).isEqualTo(cloud.count("select count(*) from audit_entries"));
        assertThat(result.sealed()).isGreaterThan(100);
    }
}
