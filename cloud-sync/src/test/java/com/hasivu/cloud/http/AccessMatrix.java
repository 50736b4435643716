package com.hasivu.cloud.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.cloud.Engine;
import com.hasivu.cloud.Web;

import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * Every operation of openapi.yaml x every role x rows of the own family, of another family of the
 * school, and of another school: all of it made from the contract and {@link Neighbours}. What is
 * refused changes nothing; the own rows come last, as they are changed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class AccessMatrix {
    private static final Set<Role> FAMILY = Set.of(Role.PARENT, Role.STUDENT);
    private static final List<String> METHODS = List.of("GET", "PATCH", "PUT", "POST", "DELETE");

    /** What a path that names somebody else's row is answered. */
    private static final List<Integer> NOT_THERE = List.of(403, 404);

    /** What a body is answered: it may also be told which of its fields names nothing. */
    private static final List<Integer> NOT_TAKEN = List.of(403, 404, 409, 422);

    /** They take away what the others need, so they come last. */
    private static final List<String> LAST =
            List.of(
                    "setAutoTopUp",
                    "endSession",
                    "endStudentSignIn",
                    "withdrawConsent",
                    "unlinkGuardian");

    private final OpenApi contract = OpenApi.load();
    private final Samples samples = new Samples(contract::resolve);
    private final AtomicInteger keys = new AtomicInteger();
    private final Neighbours rows;
    private final List<Operation> operations;

    AccessMatrix(Engine engine) throws Exception {
        rows = new Neighbours(engine);
        operations =
                contract.operationIds().stream()
                        .map(contract::operation)
                        .sorted(
                                Comparator.comparingInt((Operation o) -> LAST.indexOf(o.id()))
                                        .thenComparingInt(o -> METHODS.indexOf(o.method()))
                                        .thenComparing(Operation::id))
                        .toList();
    }

    @AfterAll
    void stop() throws Exception {
        rows.close();
    }

    private Web caller(Role role) {
        Web web = rows.callers.get(role);
        if (web == null) {
            throw new AssertionError("nobody is a %s: let Neighbours make one".formatted(role));
        }
        return web;
    }

    private JsonNode sample(Operation operation) {
        return samples.of(
                contract.node(operation.id()).at("/requestBody/content/application~1json/schema"));
    }

    private String body(Operation operation, Rows named) {
        if (operation.textType() != null) {
            return "roll,name,class\n1,Asha,5A\n";
        }
        return operation.body() == null ? "" : named.body(operation, sample(operation)).toString();
    }

    private String query(Operation operation) {
        var query = new ArrayList<String>();
        if (operation.id().equals("live")) {
            query.add("once=true");
        }
        for (JsonNode parameter : contract.parameters(operation.id())) {
            String name = parameter.path("name").asText();
            if (parameter.path("in").asText().equals("query")
                    && (parameter.path("required").asBoolean()
                            || name.equals("from")
                            || name.equals("to"))) {
                query.add("%s=2026-11-%s".formatted(name, name.equals("to") ? "30" : "20"));
            }
        }
        return query.isEmpty() ? "" : "?" + String.join("&", query);
    }

    /** To the row of the path, with a body that names the same rows. */
    private Web.Answer send(Web who, Operation operation, Rows rows) {
        return send(who, operation, rows.path(operation) + query(operation), body(operation, rows));
    }

    private Web.Answer send(Web who, Operation operation, String path, String body) {
        Web web =
                who.with("Idempotency-Key", "matrix-" + keys.incrementAndGet())
                        .with(
                                "Content-Type",
                                operation.textType() == null
                                        ? "application/json"
                                        : operation.textType());
        Web.Answer answer = web.call(operation.method(), path, body);
        assertThat(answer.status()).as("%s: %s", operation.id(), answer.text()).isNotEqualTo(429);
        return answer;
    }

    private interface Tries {
        void of(Operation operation, SoftAssertions softly);
    }

    /** Tries each operation, and looks afterwards whether anything has changed. */
    private void unchanged(Tries tries) throws SQLException {
        var softly = new SoftAssertions();
        Map<String, String> before = rows.tables.digests();
        for (Operation operation : operations) {
            tries.of(operation, softly);
            Map<String, String> after = rows.tables.digests();
            softly.assertThat(changes(before, after))
                    .as("%s was refused and has changed", operation.id())
                    .isEmpty();
            before = after;
        }
        softly.assertAll();
    }

    private static Map<String, String> changes(
            Map<String, String> before, Map<String, String> after) {
        var changes = new TreeMap<>(after);
        changes.entrySet().removeAll(before.entrySet());
        return changes;
    }

    @Test
    @Order(1)
    void token_isNeededWhereTheContractDoesNotLetAnyoneIn() throws SQLException {
        unchanged(
                (operation, softly) -> {
                    if (operation.who().open()) {
                        return;
                    }
                    for (Web nobody :
                            List.of(rows.cloud.web(), rows.cloud.web().as("no.such.token"))) {
                        softly.assertThat(send(nobody, operation, rows.own).status())
                                .as(operation.id())
                                .isEqualTo(401);
                    }
                });
    }

    @Test
    @Order(2)
    void role_thatTheContractDoesNotNameIsRefused() throws SQLException {
        unchanged(
                (operation, softly) -> {
                    for (Role role : Role.values()) {
                        if (!operation.who().roles().contains(role)) {
                            Web.Answer refused = send(caller(role), operation, rows.own);
                            softly.assertThat(refused.status())
                                    .as("%s as %s: %s", operation.id(), role, refused.text())
                                    .isEqualTo(403);
                        }
                    }
                });
    }

    /** One comparison: a request that names somebody else's row, and the same that names none. */
    private void compare(
            SoftAssertions softly,
            Operation operation,
            Role role,
            Rows theirs,
            Rows nobodys,
            Optional<String> key) {
        Web.Answer foreign = send(caller(role), operation, theirs);
        Web.Answer nothing = send(caller(role), operation, nobodys);
        String what =
                "%s as %s, %s: %s".formatted(operation.id(), role, theirs.of(), foreign.text());
        softly.assertThat(foreign.status())
                .as(what)
                .isIn(inPath(operation, key) ? NOT_THERE : NOT_TAKEN);
        softly.assertThat(hidden(foreign, theirs, key))
                .as(what)
                .isEqualTo(hidden(nothing, nobodys, key));
    }

    private boolean inPath(Operation operation, Optional<String> key) {
        return key.isEmpty() || rows.own.keys(operation).contains(key.get());
    }

    /** Status and text, without the name that was sent and what names the request. */
    private static String hidden(Web.Answer answer, Rows rows, Optional<String> key) {
        String text = answer.status() + " " + Web.withoutRequest(answer.text());
        return key.map(k -> text.replace(rows.name(k), "#")).orElse(text);
    }

    private List<Rows> others(Operation operation, Role role) {
        var others = new ArrayList<Rows>();
        if (role != Role.PLATFORM_ADMIN || operation.path().contains("{school}")) {
            others.add(rows.otherSchool);
        }
        if (FAMILY.contains(role)) {
            others.add(rows.otherFamily);
        }
        return others;
    }

    @Test
    @Order(3)
    void foreignRow_looksLikeNone() throws SQLException {
        var tried = new AtomicInteger();
        unchanged(
                (operation, softly) -> {
                    if (operation.who().open()) {
                        rows.own.path(operation);
                        return;
                    }
                    for (Role role : operation.who().roles()) {
                        for (Rows other : others(operation, role)) {
                            var named = new ArrayList<>(rows.own.keys(operation));
                            named.addAll(rows.own.keys(operation, sample(operation)));
                            for (String key : named) {
                                if (rows.own.differ(key, other)) {
                                    compare(
                                            softly,
                                            operation,
                                            role,
                                            rows.own.with(key, other),
                                            rows.own.with(key, rows.none),
                                            Optional.of(key));
                                    tried.incrementAndGet();
                                }
                            }
                        }
                    }
                });
        assertThat(tried.get()).isGreaterThan(250);
    }

    /** A filter by somebody else's row finds what a filter by none finds. */
    @Test
    @Order(3)
    void foreignRowInTheQuery_looksLikeNone() throws SQLException {
        var tried = new AtomicInteger();
        unchanged(
                (operation, softly) -> {
                    for (String key : queried(operation)) {
                        for (Role role : operation.who().roles()) {
                            for (Rows other : others(operation, role)) {
                                if (rows.own.differ(key, other)) {
                                    Web.Answer foreign = filtered(operation, role, key, other);
                                    softly.assertThat(hidden(foreign, other, Optional.of(key)))
                                            .as("%s as %s by %s", operation.id(), role, key)
                                            .isEqualTo(
                                                    hidden(
                                                            filtered(
                                                                    operation, role, key,
                                                                    rows.none),
                                                            rows.none,
                                                            Optional.of(key)));
                                    tried.incrementAndGet();
                                }
                            }
                        }
                    }
                });
        assertThat(tried.get()).isGreaterThan(20);
    }

    /** The filters of an operation that name rows. */
    private List<String> queried(Operation operation) {
        return contract.parameters(operation.id()).stream()
                .filter(parameter -> parameter.path("in").asText().equals("query"))
                .map(parameter -> parameter.path("name").asText())
                .filter(rows.own.names()::containsKey)
                .toList();
    }

    private Web.Answer filtered(Operation operation, Role role, String key, Rows by) {
        String query = query(operation);
        return send(
                caller(role),
                operation,
                "%s%s%s=%s"
                        .formatted(
                                rows.own.path(operation),
                                query.isEmpty() ? "?" : query + "&",
                                key,
                                by.name(key)),
                "");
    }

    @Test
    @Order(3)
    void foreignSchool_looksLikeNone() throws SQLException {
        unchanged(
                (operation, softly) -> {
                    if (!operation.path().contains("{school}")) {
                        return;
                    }
                    for (Role role : Role.values()) {
                        if (role != Role.PLATFORM_ADMIN) {
                            compare(
                                    softly,
                                    operation,
                                    role,
                                    rows.otherSchool,
                                    rows.none,
                                    Optional.empty());
                        }
                    }
                });
    }

    /** Numbers and names tell whose a row is. */
    @Test
    @Order(4)
    void answer_holdsNoForeignRow() {
        var ofSchool = Pattern.compile("(?<![\\w.-])7\\d{6}(?![\\w.-])|(?i:foreign|bluehill)");
        var ofFamily =
                Pattern.compile("(?<![\\w.-])8\\d{6}(?![\\w.-])|KidNext|ParentNext|(?i:-next)");
        var softly = new SoftAssertions();
        for (Operation operation : operations) {
            if (operation.who().open() || !operation.method().equals("GET")) {
                continue;
            }
            for (Role role : operation.who().roles()) {
                if (role == Role.PLATFORM_ADMIN) {
                    continue;
                }
                String path = rows.own.path(operation) + query(operation);
                String text = send(caller(role), operation, path, "").text();
                String what = "%s as %s: %s".formatted(operation.id(), role, text);
                softly.assertThat(ofSchool.matcher(text).find()).as(what).isFalse();
                if (FAMILY.contains(role)) {
                    softly.assertThat(ofFamily.matcher(text).find()).as(what).isFalse();
                }
            }
        }
        softly.assertAll();
    }

    /** Otherwise a foreign row that is not found would tell nothing. */
    @Test
    @Order(5)
    void ownRow_isReachedByEveryRoleThatMay() {
        var softly = new SoftAssertions();
        for (Operation operation : operations) {
            if (operation.who().open()) {
                continue;
            }
            boolean reached = false;
            var answers = new ArrayList<String>();
            for (Role role : operation.who().roles()) {
                Web.Answer answer =
                        send(
                                operation.id().equals("signOut")
                                        ? rows.leaving.getOrDefault(role, caller(role))
                                        : caller(role),
                                operation,
                                rows.own);
                answers.add("%s %d %s".formatted(role, answer.status(), answer.text()));
                softly.assertThat(answer.status())
                        .as("%s as %s: %s", operation.id(), role, answer.text())
                        .isNotIn(401, 403);
                reached |= answer.status() != 404 && answer.status() != 400;
            }
            softly.assertThat(reached).as("%s: %s", operation.id(), answers).isTrue();
        }
        softly.assertAll();
    }
}
