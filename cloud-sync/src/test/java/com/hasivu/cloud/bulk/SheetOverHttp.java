package com.hasivu.cloud.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.Beside;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;
import com.hasivu.cloud.auth.People;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.http.UserId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A school's children by the sheet: looked at, applied, applied again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SheetOverHttp {
    private static final String HEADER =
            "roll,name,class,diet,allergens,consent,guardian_name,guardian_email,guardian_rights\n";

    private final TestClock clock = TestClock.at("2026-11-23T04:30:00Z");
    private final CloudFixture cloud;
    private final Database database;

    SheetOverHttp(Engine engine) throws Exception {
        cloud = CloudFixture.start(engine, clock);
        database = Database.open(cloud.config().database());
    }

    @AfterAll
    void stop() throws Exception {
        database.close();
        cloud.close();
    }

    private static Web csv(SchoolFixture school) {
        return school.admin().with("Content-Type", "text/csv; charset=utf-8");
    }

    private static JsonNode check(SchoolFixture school, String file) {
        return csv(school)
                .call("POST", school.path("/student-sheet/check"), file)
                .expect(200)
                .json();
    }

    private static Web.Answer apply(SchoolFixture school, String file, String digest) {
        return csv(school).call("POST", school.path("/student-sheet/apply/" + digest), file);
    }

    private static JsonNode apply(SchoolFixture school, String file) {
        return apply(school, file, check(school, file).path("digest").asText()).expect(200).json();
    }

    private static void assertCounts(JsonNode report, int fresh, int changed, int unchanged) {
        assertThat(report.path("fresh").asInt()).as("fresh").isEqualTo(fresh);
        assertThat(report.path("changed").asInt()).as("changed").isEqualTo(changed);
        assertThat(report.path("unchanged").asInt()).as("unchanged").isEqualTo(unchanged);
    }

    @Test
    void sheet_isLookedAtThenAppliedOnce() {
        SchoolFixture school = cloud.school("sheet-one");
        long known =
                school.admin()
                        .post(
                                school.path("/students"),
                                "{'name':'Old Name','className':'5A','rollNumber':'7'}")
                        .expect(201)
                        .id();
        String file =
                HEADER
                        + "7,New Name,6A,veg,milk;egg,,Asha Rao,asha@sheet.test,\n"
                        + "8,Ravi Rao,4B,,,F/8,Asha Rao,asha@sheet.test,order\n"
                        + "9,Zoya Khan,4B,,,,,,\n";

        JsonNode report = check(school, file);
        assertCounts(report, 2, 1, 0);
        assertThat(report.path("guardians").asInt()).isEqualTo(1);
        assertThat(cloud.count("select count(*) from students where school = 'sheet-one'"))
                .isEqualTo(1);

        assertCounts(apply(school, file), 2, 1, 0);
        JsonNode changed = school.admin().get(school.path("/students/" + known)).json();
        assertThat(changed.path("name").asText()).isEqualTo("New Name");
        assertThat(changed.path("allergens")).hasSize(2);
        assertThat(changed.path("state").asText()).isEqualTo("awaiting-consent");
        JsonNode ravi = school.admin().get(school.path("/students?roll=8")).json().at("/items/0");
        assertThat(ravi.path("state").asText()).isEqualTo("active");
        JsonNode consent =
                school.admin()
                        .get(
                                school.path(
                                        "/students/%d/consents"
                                                .formatted(ravi.path("id").asLong())))
                        .json()
                        .at("/items/0");
        assertThat(consent.path("reference").asText()).isEqualTo("F/8");
        JsonNode guardian =
                school.admin()
                        .get(
                                school.path(
                                        "/students/%d/guardians"
                                                .formatted(ravi.path("id").asLong())))
                        .json()
                        .at("/items/0");
        assertThat(guardian.path("mayOrder").asBoolean()).isTrue();
        assertThat(guardian.path("mayCollect").asBoolean()).isFalse();

        assertCounts(apply(school, file), 0, 0, 3);
        assertThat(cloud.count("select count(*) from students where school = 'sheet-one'"))
                .isEqualTo(3);
        assertThat(cloud.count("select count(*) from users where email = 'asha@sheet.test'"))
                .isEqualTo(1);
        assertThat(
                        cloud.web()
                                .post(
                                        "/v1/auth/sign-in",
                                        "{'email':'asha@sheet.test','password':'nobody has this password'}")
                                .status())
                .isEqualTo(401);
    }

    /** The address is free then, and the sheet invites whoever has it now. */
    @Test
    void personWhoIsBeingErased_becomesNobodysGuardian() throws Exception {
        SchoolFixture school = cloud.school("sheet-gone");
        apply(school, HEADER + "1,Ravi Rao,4B,,,,Asha Rao,asha@gone.test,\n");
        var asha =
                new UserId(cloud.count("select max(id) from users where email = 'asha@gone.test'"));
        String file = HEADER + "2,Zoya Rao,4B,,,,Asha Rao,asha@gone.test,\n";
        String digest = check(school, file).path("digest").asText();
        Web.Answer applied =
                Beside.transaction(
                        database,
                        tx -> {
                            new People(clock).erase(tx, asha);
                            return asha;
                        },
                        () -> apply(school, file, digest));
        applied.expect(200);
        assertThat(
                        cloud.texts(
                                "select u.email from guardians g join users u on u.id = g.user_id"
                                        + " join students s on s.id = g.student where s.school = 'sheet-gone' and s.roll_number = '2'"))
                .containsExactly("asha@gone.test");
    }

    @Test
    void wrongLines_changeNothingAtAll() {
        SchoolFixture school = cloud.school("sheet-two");
        SchoolFixture other = cloud.school("sheet-other");
        other.parent(other.student());
        long before = cloud.count("select count(*) from students");
        String file =
                HEADER
                        + "1,Good,5A,,,,,,\n"
                        + "2,,5A,meat,,,,,\n"
                        + "3,Foreign,5A,,,,P,admin@sheet-other.test,\n"
                        + "4,Two,5A,,,,Name One,two@sheet.test,\n"
                        + "5,Two,5A,,,,Name Two,two@sheet.test,\n";
        JsonNode report = check(school, file);
        assertCounts(report, 2, 0, 0);
        assertThat(report.path("wrong").asInt()).isEqualTo(3);
        assertThat(report.path("faults").asInt()).isEqualTo(4);
        assertThat(report.at("/errors/1/value").asText()).isEqualTo("meat");
        assertThat(report.at("/errors/1/column").asText()).isEqualTo("diet");
        assertThat(report.at("/errors/1/line").asInt()).isEqualTo(3);
        Web.Answer refused = apply(school, file, report.path("digest").asText());
        assertThat(refused.code()).isEqualTo("sheet-has-faults");
        assertThat(refused.json().at("/errors/3/parameter").asText())
                .isEqualTo("line 6 guardian_name");
        assertThat(cloud.count("select count(*) from students")).isEqualTo(before);
        assertThat(apply(school, file + "\n", report.path("digest").asText()).code())
                .isEqualTo("other-file");
    }

    @Test
    void export_isTheSheetAgainAndRunsNoFormula() {
        SchoolFixture school = cloud.school("sheet-three");
        apply(
                school,
                HEADER
                        + "1,=cmd|'/C calc'!A0,5A,jain,milk;egg,F/1,@Parent,p1@three.test,collect\n"
                        + "2,ಆಶಾ \"R\",5A,,,,,,\n");
        assertThat(cloud.count("select count(*) from students where name = '=cmd|''/C calc''!A0'"))
                .as("kept as it is")
                .isEqualTo(1);
        Web.Answer sheet = school.admin().get(school.path("/student-sheet")).expect(200);
        assertThat(sheet.raw().headers().firstValue("Content-Type"))
                .hasValue("text/csv; charset=utf-8");
        assertThat(sheet.text()).contains("1,'=cmd|'/C calc'!A0,5A", ",'@Parent,", "ಆಶಾ");
        assertCounts(check(school, sheet.text()), 0, 0, 2);
    }

    @Test
    void body_isLargeHereOnlyAndMustBeCsv() {
        SchoolFixture school = cloud.school("sheet-four");
        String check = school.path("/student-sheet/check");
        assertThat(school.admin().call("POST", check, "{}").status()).isEqualTo(415);
        assertThat(csv(school).call("POST", check, "").code()).isEqualTo("invalid-body");
        String large = HEADER + "1,Good,5A,,,,,,\n".repeat(200_000);
        assertThat(check(school, large).path("rows").asInt()).isGreaterThan(10_000);
        assertThat(csv(school).call("POST", check, "x".repeat((10 << 20) + 1)).code())
                .isEqualTo("body-too-large");
        assertThat(
                        school.admin()
                                .call("POST", school.path("/students"), "x".repeat((1 << 20) + 1))
                                .code())
                .isEqualTo("body-too-large");
        Web teacher = school.staff("teacher").with("Content-Type", "text/csv");
        assertThat(teacher.call("POST", check, large).status()).isEqualTo(403);
        assertThat(cloud.web().with("Content-Type", "text/csv").call("POST", check, large).status())
                .isEqualTo(401);
    }

    @Test
    void tenThousandChildren_areOneTransaction() {
        SchoolFixture school = cloud.school("sheet-large");
        var file = new StringBuilder(HEADER);
        for (int i = 0; i < 10_000; i++) {
            file.append(
                    "r%d,Child %d,%dA,veg,,F/%d,Parent %d,p%d@large.test,%n"
                            .formatted(i, i, i % 12, i, i / 2, i / 2));
        }
        String text = file.toString();
        assertCounts(apply(school, text), 10_000, 0, 0);
        assertThat(
                        cloud.count(
                                "select count(*) from students where school = 'sheet-large' and active"))
                .isEqualTo(10_000);
        assertThat(cloud.count("select count(*) from users where email like '%@large.test'"))
                .isEqualTo(5_000);
        assertCounts(apply(school, text), 0, 0, 10_000);
        assertCounts(apply(school, text.replace(",1A,", ",2A,")), 0, 834, 9_166);
    }
}
