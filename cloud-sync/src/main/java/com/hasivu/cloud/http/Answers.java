package com.hasivu.cloud.http;

import com.hasivu.cloud.observe.Trace;
import com.hasivu.protocol.SchoolId;

import io.vertx.core.Context;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/** Between Vert.x and our own types: a request in, a reply or a problem out. */
final class Answers {
    /** Where a routing context keeps its {@link Trace}. */
    static final String TRACE = "trace";

    /** When to come back after a 503. */
    private static final String BUSY_SECONDS = "5";

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

    private Answers() {}

    static byte[] body(RoutingContext context) {
        var buffer = context.body() == null ? null : context.body().buffer();
        return buffer == null ? new byte[0] : buffer.getBytes();
    }

    static Trace trace(RoutingContext context) {
        Trace trace = context.get(TRACE);
        return trace == null ? Trace.of(null, null) : trace;
    }

    /**
     * Checks in this order: path, gate, query, headers, body.
     *
     * @param admitted told who calls as soon as the gate knows; may throw
     */
    static Request request(
            RoutingContext context,
            Api.Route route,
            Gate gate,
            byte[] body,
            Consumer<Caller> admitted) {
        Operation operation = route.operation();
        Map<String, String> path = Map.copyOf(context.pathParams());
        MultiMap headers = context.request().headers();
        Optional<Caller> caller = admit(context, route, gate);
        caller.ifPresent(admitted);
        Map<String, String> query = Contract.checkQuery(operation, query(context));
        Map<String, String> named = Contract.checkHeaders(operation, headers::get);
        String token = headers.get("Authorization");
        Optional<SchoolId> school = school(path);
        return new Request(
                trace(context).requestId(),
                operation,
                caller,
                path,
                query,
                Optional.ofNullable(headers.get(IDEMPOTENCY_KEY)),
                new Request.Stream(
                        Optional.ofNullable(headers.get(LAST_EVENT_ID)),
                        () -> gate.stillAdmits(route.access(), token, school)),
                Contract.checkBody(operation, headers.get("Content-Type"), body),
                named,
                body);
    }

    /** The caller, if the path leads somewhere that is open to him. */
    static Optional<Caller> admit(RoutingContext context, Api.Route route, Gate gate) {
        Map<String, String> path = Map.copyOf(context.pathParams());
        boolean pathFits = true;
        try {
            Contract.checkPath(route.operation(), path);
        } catch (Problem nowhere) {
            pathFits = false;
        }
        Optional<SchoolId> school = pathFits ? school(path) : Optional.empty();
        Optional<Caller> caller =
                gate.admit(route.access(), context.request().getHeader("Authorization"), school);
        if (!pathFits) {
            throw Problem.notFound();
        }
        return caller;
    }

    private static Optional<SchoolId> school(Map<String, String> path) {
        return Optional.ofNullable(path.get("school")).map(SchoolId::new);
    }

    private static Map<String, List<String>> query(RoutingContext context) {
        var all = new HashMap<String, List<String>>();
        context.queryParams().names().forEach(n -> all.put(n, context.queryParams().getAll(n)));
        return all;
    }

    /** Says in the headers how many requests may follow. */
    static void limit(RoutingContext context, RateLimits.Taken taken) {
        if (context.response().headWritten()) {
            return;
        }
        context.response()
                .putHeader("RateLimit-Policy", taken.policyHeader())
                .putHeader("RateLimit", taken.header());
        if (!taken.allowed()) {
            context.response().putHeader("Retry-After", Long.toString(taken.seconds()));
        }
    }

    static void send(RoutingContext context, Reply reply, RateLimits.@Nullable Taken taken) {
        if (taken != null) {
            limit(context, taken);
        }
        send(context, reply);
    }

    static void send(RoutingContext context, Problem problem, RateLimits.@Nullable Taken taken) {
        if (taken != null) {
            limit(context, taken);
        }
        send(context, problem);
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
            case Fixed fixed -> fixed.send(context.request(), response);
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
                finish(response.end(Buffer.buffer(file.content())));
            }
            case Reply.Written written -> {
                response.putHeader("Content-Type", "application/json");
                end(response, written.json());
            }
            case Object body ->
                    throw new IllegalStateException(
                            "%s was not written".formatted(body.getClass()));
        }
    }

    static void send(RoutingContext context, Problem problem) {
        if (problem.status() == 401) {
            context.response().putHeader("WWW-Authenticate", "Bearer");
        }
        if (problem.status() == 503) {
            context.response().putHeader("Retry-After", BUSY_SECONDS);
        }
        send(
                context,
                new Reply(
                        problem.status(),
                        new Reply.Text(
                                "application/problem+json",
                                Json.write(problem.document(trace(context))))));
    }

    private static void end(HttpServerResponse response, @Nullable String body) {
        response.putHeader("Cache-Control", "no-store");
        finish(body == null ? response.end() : response.end(body));
    }

    static void finish(io.vertx.core.Future<Void> sent) {
        sent.onFailure(
                e ->
                        org.slf4j.LoggerFactory.getLogger(Answers.class)
                                .debug("caller left: {}", e.getMessage()));
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
