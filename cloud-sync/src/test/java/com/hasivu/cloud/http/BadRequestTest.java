package com.hasivu.cloud.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What is wrong with a request is named, and nothing changes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestTest {
    private final CloudFixture cloud;
    private final SchoolFixture school;
    private final Web parent;

    BadRequestTest() throws Exception {
        cloud = CloudFixture.start(Engine.H2, TestClock.at("2026-11-23T04:30:00Z"));
        school = cloud.school("greenfield");
        parent = school.parent(school.student());
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    private Web.Answer create(String body) {
        long before = cloud.count("select count(*) from students");
        Web.Answer answer = school.admin().call("POST", school.path("/students"), body);
        assertThat(cloud.count("select count(*) from students")).isEqualTo(before);
        assertThat(answer.raw().headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(answer.status());
        return answer;
    }

    private static List<String> pointers(Web.Answer answer) {
        var pointers = new ArrayList<String>();
        answer.json().path("errors").forEach(e -> pointers.add(e.path("pointer").asText()));
        return pointers;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {'name':'A','className':'5A'}                                         | /rollNumber
                    {'name':'A','className':'5A','rollNumber':1}                          | /rollNumber
                    {'name':'A','className':'5A','rollNumber':'1','role':'x'}             | /role
                    {'name':'A','className':'5A','rollNumber':'1','a/b~c':'x'}            | /a~1b~0c
                    {'name':'','className':'5A','rollNumber':'1'}                         | /name
                    {'name':'   ','className':'5A','rollNumber':'1'}                      | /name
                    {'name':null,'className':'5A','rollNumber':'1'}                       | /name
                    {'name':'A\\u0000','className':'5A','rollNumber':'1'}                 | /name
                    {'name':'A\\ud800','className':'5A','rollNumber':'1'}                 | /name
                    {'name':'A','className':'5A','rollNumber':'1','allergens':['egg','B']} | /allergens/1
                    {'name':'A','className':'5A','rollNumber':'1','allergens':'egg'}      | /allergens
                    """)
    void body_isRefusedWithThePointer(String body, String pointer) {
        Web.Answer answer = create(body.replace('\'', '"'));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo("invalid-body");
        assertThat(pointers(answer)).contains(pointer);
    }

    @Test
    void body_namesEveryFaultAtOnce() {
        assertThat(pointers(create("{\"name\":1,\"x\":2}")))
                .containsExactlyInAnyOrder("/name", "/x", "/className", "/rollNumber");
    }

    @Test
    void body_mustBeJsonOfBoundedSizeAndDepth() {
        assertThat(create("{\"name\":").code()).isEqualTo("malformed-json");
        assertThat(create("{\"name\":\"A\",\"name\":\"B\"}").code()).isEqualTo("malformed-json");
        assertThat(create("{} {}").code()).isEqualTo("malformed-json");
        assertThat(create("{'name':'A'}").code()).isEqualTo("malformed-json");
        assertThat(create("[]").code()).isEqualTo("invalid-body");
        assertThat(create("").code()).isEqualTo("invalid-body");
        assertThat(create("[".repeat(100_000)).code()).isEqualTo("body-too-deep");
        Web.Answer large =
                create("{\"name\":\"%s\"}".formatted("x".repeat((int) Operation.MAX_BODY)));
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.code()).isEqualTo("body-too-large");
    }

    @Test
    void body_mustSayThatItIsJson() {
        Web plain = school.admin().with("Content-Type", "text/plain");
        assertThat(plain.call("POST", school.path("/students"), "{}").status()).isEqualTo(415);
        Web latin = school.admin().with("Content-Type", "application/json; charset=iso-8859-1");
        assertThat(latin.call("POST", school.path("/students"), "{}").status()).isEqualTo(415);
        Web utf8 = school.admin().with("Content-Type", "Application/JSON; charset=\"UTF-8\"");
        assertThat(utf8.call("POST", school.path("/students"), "{}").code())
                .isEqualTo("invalid-body");
    }

    /** Any bytes get a problem document, never a 500. */
    @Test
    void body_ofRandomBytesIsNeverOurFault() {
        long seed = 20261123;
        var random = new Random(seed);
        String good =
                "{\"name\":\"A\",\"className\":\"5A\",\"rollNumber\":\"1\",\"allergens\":[\"egg\"]}";
        for (int i = 0; i < 300; i++) {
            var body = new StringBuilder(good);
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                body.setCharAt(random.nextInt(body.length()), (char) (1 + random.nextInt(0x2FF)));
            }
            int status =
                    school.admin().call("POST", school.path("/students"), body.toString()).status();
            assertThat(status).as("seed %d, round %d: %s", seed, i, body).isIn(201, 400, 409);
        }
    }

    @Test
    void query_isCheckedToo() {
        Web.Answer answer =
                school.admin()
                        .get(school.path("/orders?date=2026-13-01&state=x&limit=0&foo=1&cursor=a"));
        assertThat(answer.status()).isEqualTo(400);
        var parameters = new ArrayList<String>();
        answer.json().path("errors").forEach(e -> parameters.add(e.path("parameter").asText()));
        assertThat(parameters).contains("date", "state", "limit", "foo", "cursor");
        assertThat(school.admin().get(school.path("/students?limit=1&limit=2")).code())
                .isEqualTo("invalid-query");
    }

    @Test
    void order_needsAnIdempotencyKey() {
        String body =
                "{'student':1,'date':'2026-11-24','window':'lunch','lines':[{'dish':1,'quantity':1}]}";
        assertThat(parent.post("/v1/orders", body).json().at("/errors/0/parameter").asText())
                .isEqualTo("Idempotency-Key");
        assertThat(parent.with("Idempotency-Key", "a b").post("/v1/orders", body).code())
                .isEqualTo("invalid-header");
    }

    @Test
    void path_thatIsNotServedIsAProblemToo() {
        assertThat(cloud.web().get("/v1/nothing").code()).isEqualTo("not-found");
        assertThat(cloud.web().get("/v1/schools/%2e%2e").status()).isIn(401, 404);
        Web.Answer method = cloud.web().call("DELETE", "/v1/health", "");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.code()).isEqualTo("method-not-allowed");
        assertThat(school.admin().get("/v1/orders/0").text())
                .isEqualTo(school.admin().get("/v1/orders/x").text());
    }

    @Test
    void everyAnswer_hasItsOwnRequestId() {
        String first =
                cloud.web()
                        .get("/v1/health")
                        .raw()
                        .headers()
                        .firstValue("X-Request-Id")
                        .orElseThrow();
        String second =
                cloud.web()
                        .get("/v1/nothing")
                        .raw()
                        .headers()
                        .firstValue("X-Request-Id")
                        .orElseThrow();
        assertThat(first).isNotEqualTo(second);
    }

    @Test
    void idempotencyKey_isOptionalElsewhereAndWorks() {
        Web once = school.admin().with("Idempotency-Key", "student-1");
        String body = "{'name':'%s','className':'5A','rollNumber':'once-1'}";
        Web.Answer first = once.post(school.path("/students"), body, "Asha").expect(201);
        assertThat(once.post(school.path("/students"), body, "Asha").text())
                .isEqualTo(first.text());
        assertThat(once.post(school.path("/students"), body, "Ravi").status()).isEqualTo(422);
        SchoolFixture other = cloud.school("bluehill");
        other.admin()
                .with("Idempotency-Key", "student-1")
                .post(other.path("/students"), body, "Ravi")
                .expect(201);
    }
}
