package com.hasivu.cloud.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.cloud.CloudFixture;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.SchoolFixture;
import com.hasivu.cloud.TestClock;
import com.hasivu.cloud.Web;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hostile text in every string of every body and path of the contract, fields nobody asked for, and
 * bodies of odd shape, sent by the role that gets furthest. What comes back is an answer or a
 * problem, never a fault of ours; and nobody has become more than he was.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestsTest {
    private static final List<String> TEXTS =
            List.of(
                    "'; drop table users; --",
                    "\" or \"1\"=\"1",
                    "x' union select password_hash from users --",
                    "<script>alert(1)</script>",
                    "${jndi:ldap://127.0.0.1/a}",
                    "{{7*7}}",
                    "../../../etc/passwd",
                    "=cmd|' /C calc'!A0",
                    "\u202Ereversed\u202C",
                    "a\u0000b",
                    "a\r\nSet-Cookie: role=platform_admin",
                    "\uFFFF\uFFFE",
                    "\uD83D\uDE00".repeat(60),
                    "x".repeat(20_000));

    private static final List<String> UNASKED =
            List.of(
                    "id",
                    "role",
                    "school",
                    "price",
                    "pricePaise",
                    "totalPaise",
                    "balancePaise",
                    "state",
                    "active",
                    "verified",
                    "paid",
                    "placedBy",
                    "guardian",
                    "__proto__",
                    "@type");

    private static final List<String> PATHS =
            List.of(
                    "1%20or%201=1",
                    "%27%3B%20drop%20table%20users",
                    "..%2F..%2Fv1",
                    "%00",
                    "-1",
                    "99999999999999999999",
                    "%E2%80%AE",
                    "x".repeat(1_000));

    /** Who is asked to do it: the first of these whom the route lets in. */
    private static final List<Role> FURTHEST =
            List.of(
                    Role.SCHOOL_ADMIN,
                    Role.PARENT,
                    Role.KITCHEN_STAFF,
                    Role.TEACHER,
                    Role.PLATFORM_ADMIN);

    private final CloudFixture cloud;
    private final OpenApi contract = OpenApi.load();
    private final Samples samples = new Samples(contract::resolve);
    private final Map<Role, Web> people = new EnumMap<>(Role.class);
    private final AtomicInteger keys = new AtomicInteger();

    HostileRequestsTest() throws Exception {
        cloud = CloudFixture.start(Engine.H2, TestClock.at("2026-11-23T04:30:00Z"));
        SchoolFixture school = cloud.school("greenfield");
        people.put(Role.PLATFORM_ADMIN, cloud.root());
        people.put(Role.SCHOOL_ADMIN, school.admin());
        people.put(Role.TEACHER, school.staff("teacher"));
        people.put(Role.KITCHEN_STAFF, school.staff("kitchen_staff"));
        people.put(Role.PARENT, school.parent(school.student()));
    }

    @AfterAll
    void stop() throws Exception {
        cloud.close();
    }

    private Web sender(Operation operation) {
        Access access = cloud.cloud().routes().get(operation.id());
        if (access == null || access.open()) {
            return cloud.web();
        }
        return FURTHEST.stream()
                .filter(access.roles()::contains)
                .findFirst()
                .map(people::get)
                .orElseThrow();
    }

    private Web.Answer send(Operation operation, String path, String body) {
        return sender(operation)
                .with("Idempotency-Key", "hostile-" + keys.incrementAndGet())
                .call(operation.method(), path, body);
    }

    private String path(Operation operation) {
        String path = operation.path().replace("{school}", "greenfield");
        for (JsonNode parameter : contract.parameters(operation.id())) {
            path =
                    path.replace(
                            "{%s}".formatted(parameter.path("name").asText()),
                            samples.of(parameter.path("schema")).asText());
        }
        return path;
    }

    private JsonNode schema(Operation operation) {
        return contract.node(operation.id()).at("/requestBody/content/application~1json/schema");
    }

    private JsonNode example(Operation operation) {
        return samples.of(schema(operation));
    }

    /** Ends the session of who sends it, and nothing else: it would hide what comes after. */
    private List<Operation> operations() {
        return contract.operationIds().stream()
                .sorted()
                .filter(id -> !id.equals("signOut"))
                .map(contract::operation)
                .toList();
    }

    private static void assertCivil(Web.Answer answer, String what) {
        if (answer.code().equals("no-broker")) {
            return; // this service runs without one, and says so
        }
        assertThat(answer.status()).as(what + ": " + answer.text()).isLessThan(500);
        if (answer.status() >= 400) {
            assertThat(answer.code()).as(what).isNotBlank();
            assertThat(answer.text())
                    .as(what)
                    .doesNotContain("Exception")
                    .doesNotContain("org.jooq")
                    .doesNotContain("java.")
                    .doesNotContainIgnoringCase("sql");
        }
    }

    private void assertNobodyRose(long people, long tables) {
        assertThat(cloud.count("select count(*) from users where role = 'platform_admin'"))
                .isEqualTo(people);
        assertThat(tables()).isEqualTo(tables);
    }

    private long tables() {
        return cloud.count(
                "select count(*) from information_schema.tables where table_schema = 'public'");
    }

    @Test
    void text_inAnyFieldIsTextOrRefused() {
        long admins = cloud.count("select count(*) from users where role = 'platform_admin'");
        long tables = tables();
        assertThat(tables).isPositive();
        int sent = 0;
        for (Operation operation : operations()) {
            if (operation.body() == null) {
                continue;
            }
            JsonNode body = example(operation);
            for (JsonPointer field : strings(body)) {
                for (String text : TEXTS) {
                    JsonNode changed = with(body, field, JsonNodeFactory.instance.textNode(text));
                    var answer = send(operation, path(operation), changed.toString());
                    assertCivil(answer, operation.id() + field + " " + abbreviated(text));
                    sent++;
                }
            }
        }
        assertThat(sent).isGreaterThan(500);
        assertNobodyRose(admins, tables);
    }

    @Test
    void field_thatNobodyAskedForIsRefused() {
        for (Operation operation : operations()) {
            if (operation.body() == null) {
                continue;
            }
            JsonNode body = example(operation);
            for (String unasked : UNASKED) {
                if (!body.isObject()
                        || contract.resolve(schema(operation)).path("properties").has(unasked)) {
                    continue;
                }
                ObjectNode changed = body.deepCopy();
                changed.put(unasked, 1);
                var answer = send(operation, path(operation), changed.toString());
                assertThat(answer.status()).as(operation.id() + " with " + unasked).isEqualTo(400);
                if (answer.code().equals("invalid-header")) {
                    continue; // a webhook: nothing is read of it before its signature
                }
                assertThat(answer.text()).as(operation.id()).contains("/" + unasked);
            }
        }
    }

    @Test
    void body_ofOddShapeIsRefused() {
        String deep = "[".repeat(5_000) + "]".repeat(5_000);
        String wide = "{\"a\":" + "1".repeat(5_000) + "}";
        for (Operation operation : operations()) {
            if (operation.body() == null) {
                continue;
            }
            for (String odd :
                    List.of("[]", "null", "1", "\"x\"", "{", deep, wide, "{\"a\":1,\"a\":2}")) {
                var answer = send(operation, path(operation), odd);
                assertThat(answer.status())
                        .as(operation.id() + " " + abbreviated(odd) + answer.text())
                        .isEqualTo(400);
                assertCivil(answer, operation.id());
            }
        }
    }

    @Test
    void path_ofOddPiecesNamesNothing() {
        for (Operation operation : operations()) {
            if (!operation.path().contains("{")) {
                continue;
            }
            String body = operation.body() == null ? "" : example(operation).toString();
            for (String piece : PATHS) {
                String path =
                        operation
                                .path()
                                .replaceAll(
                                        "\\{[^}]*\\}",
                                        java.util.regex.Matcher.quoteReplacement(piece));
                var answer = send(operation, path, body);
                assertThat(answer.status())
                        .as(operation.id() + " " + abbreviated(path) + " " + answer.text())
                        .isIn(400, 404, 405, 414);
            }
        }
    }

    private static String abbreviated(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "..." : text;
    }

    /** Where the strings are. */
    private static List<JsonPointer> strings(JsonNode body) {
        var found = new ArrayList<JsonPointer>();
        collect(body, JsonPointer.empty(), found);
        return found;
    }

    private static void collect(JsonNode node, JsonPointer at, List<JsonPointer> found) {
        if (node.isTextual() && !at.matches()) {
            found.add(at);
        } else if (node.isObject()) {
            node.properties()
                    .forEach(e -> collect(e.getValue(), at.appendProperty(e.getKey()), found));
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), at.appendIndex(i), found);
            }
        }
    }

    private static JsonNode with(JsonNode body, JsonPointer field, JsonNode value) {
        JsonNode copy = body.deepCopy();
        JsonNode parent = copy.at(field.head());
        if (parent instanceof ObjectNode object) {
            object.set(field.last().getMatchingProperty(), value);
        } else if (parent instanceof ArrayNode array) {
            array.set(field.last().getMatchingIndex(), value);
        }
        return copy;
    }
}
