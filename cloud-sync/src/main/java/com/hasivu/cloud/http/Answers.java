package com.hasivu.cloud.http;

import com.hasivu.protocol.SchoolId;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Between Vert.x and our own types: a request in, a reply or a problem out. */
final class Answers {
    static final String REQUEST_ID = "X-Request-Id";
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private Answers() {}

    static byte[] body(RoutingContext context) {
        var buffer = context.body() == null ? null : context.body().buffer();
        return buffer == null ? new byte[0] : buffer.getBytes();
    }

    /** Checks in this order: path, gate, query, headers, body. */
    static Request request(RoutingContext context, Api.Route route, Gate gate, byte[] body) {
        Operation operation = route.operation();
        Map<String, String> path = Map.copyOf(context.pathParams());
        boolean pathFits = true;
        try {
            Contract.checkPath(operation, path);
        } catch (Problem nowhere) {
            pathFits = false;
        }
        MultiMap headers = context.request().headers();
        Optional<SchoolId> school =
                pathFits
                        ? Optional.ofNullable(path.get("school")).map(SchoolId::new)
                        : Optional.empty();
        Optional<Caller> caller = gate.admit(route.access(), headers.get("Authorization"), school);
        if (!pathFits) {
            throw Problem.notFound();
        }
        Map<String, String> query = Contract.checkQuery(operation, query(context));
        Contract.checkHeader(operation, IDEMPOTENCY_KEY, headers.get(IDEMPOTENCY_KEY));
        return new Request(
                context.response().headers().get(REQUEST_ID),
                operation,
                caller,
                path,
                query,
                Optional.ofNullable(headers.get(IDEMPOTENCY_KEY)),
                Contract.checkBody(operation, headers.get("Content-Type"), body));
    }

    private static Map<String, List<String>> query(RoutingContext context) {
        var all = new HashMap<String, List<String>>();
        context.queryParams().names().forEach(n -> all.put(n, context.queryParams().getAll(n)));
        return all;
    }

    static void send(RoutingContext context, Reply reply) {
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        response.setStatusCode(reply.status());
        switch (reply.body()) {
            case null -> end(response, null);
            case Reply.Text text -> {
                response.putHeader("Content-Type", text.mediaType());
                end(response, text.content());
            }
            case Object body -> {
                response.putHeader("Content-Type", "application/json");
                end(response, Json.write(body));
            }
        }
    }

    static void send(RoutingContext context, Problem problem) {
        if (problem.status() == 401) {
            context.response().putHeader("WWW-Authenticate", "Bearer");
        }
        send(
                context,
                new Reply(
                        problem.status(),
                        new Reply.Text(
                                "application/problem+json", Json.write(problem.document()))));
    }

    private static void end(
            HttpServerResponse response, @org.jspecify.annotations.Nullable String body) {
        response.putHeader("Cache-Control", "no-store");
        var sent = body == null ? response.end() : response.end(body);
        sent.onFailure(
                e ->
                        org.slf4j.LoggerFactory.getLogger(Answers.class)
                                .debug("caller left: {}", e.getMessage()));
    }
}
