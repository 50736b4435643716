package com.hasivu.cloud.http;

import com.hasivu.protocol.SchoolId;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** Between Vert.x and our own types: a request in, a reply or a problem out. */
final class Answers {
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

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
        Contract.checkHeader(operation, LAST_EVENT_ID, headers.get(LAST_EVENT_ID));
        String token = headers.get("Authorization");
        return new Request(
                operation,
                caller,
                path,
                query,
                Optional.ofNullable(headers.get(IDEMPOTENCY_KEY)),
                new Request.Stream(
                        Optional.ofNullable(headers.get(LAST_EVENT_ID)),
                        () -> gate.stillAdmits(route.access(), token, school)),
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
            case Reply.Page page -> {
                response.putHeader("Content-Type", page.mediaType())
                        .putHeader("Content-Security-Policy", PAGE_POLICY)
                        .putHeader("X-Content-Type-Options", "nosniff")
                        .putHeader("Referrer-Policy", "no-referrer");
                end(response, page.content());
            }
            case Reply.Download file -> {
                response.putHeader("Content-Type", file.mediaType())
                        .putHeader(
                                "Content-Disposition",
                                "attachment; filename=\"%s\"".formatted(file.fileName()))
                        .putHeader("Cache-Control", "no-store");
                response.end(Buffer.buffer(file.content())).onFailure(Answers::callerLeft);
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
        sent.onFailure(Answers::callerLeft);
    }

    private static void callerLeft(Throwable e) {
        org.slf4j.LoggerFactory.getLogger(Answers.class).debug("caller left: {}", e.getMessage());
    }

    /** Begins an answer that goes on; {@code streams} holds it while it does. */
    static EventStream stream(RoutingContext context, Context loop, Set<EventStream> streams) {
        HttpServerResponse response = context.response();
        var itself = new AtomicReference<EventStream>();
        var stream = new EventStream(loop, response, () -> streams.remove(itself.get()));
        itself.set(stream);
        streams.add(stream);
        loop.runOnContext(
                v -> {
                    if (response.ended() || response.closed()) {
                        stream.left();
                        return;
                    }
                    response.setChunked(true)
                            .putHeader("Content-Type", "text/event-stream")
                            .putHeader("Cache-Control", "no-store")
                            .putHeader("X-Accel-Buffering", "no")
                            .closeHandler(gone -> stream.left());
                });
        return stream;
    }
}
