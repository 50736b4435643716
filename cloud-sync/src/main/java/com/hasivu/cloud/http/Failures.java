package com.hasivu.cloud.http;

import com.hasivu.cloud.db.DatabaseException;
import com.hasivu.cloud.observe.Trace;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Function;

/** What is told when no handler could answer. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** So long a client may go on sending what made no request. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    private Failures() {}

    /** Problem documents for what the router finds itself. */
    static void answer(Router router) {
        on(router, 404, context -> Problem.notFound());
        on(router, 400, context -> badRequest());
        on(router, 413, Failures::tooLarge);
        on(router, 500, context -> unexpected(context.failure()));
    }

    private static void on(Router router, int status, Function<RoutingContext, Problem> problem) {
        router.errorHandler(status, context -> Answers.send(context, problem.apply(context)));
    }

    private static Problem badRequest() {
        return Problem.badRequest("bad-request", "the request is not HTTP as it should be");
    }

    /** The body is not waited for: the connection ends a moment later, as in {@link #notHttp}. */
    private static Problem tooLarge(RoutingContext context) {
        context.response().putHeader("Connection", "close");
        context.addEndHandler(
                sent ->
                        context.vertx()
                                .setTimer(
                                        LINGER.toMillis(),
                                        over -> SlowClients.close(context.request().connection())));
        return new Problem(
                413,
                "body-too-large",
                "Body too large",
                "the body is larger than this operation takes; /docs says how much; when it says nothing 1 MiB, or 16 KiB where nobody need sign in");
    }

    /**
     * For bytes that made no request: no router sees them. The connection ends a moment after the
     * answer: until then what the client still sends is read and dropped, or it would write into a
     * closed connection and never read the answer (RFC 9112, section 9.6).
     */
    static void notHttp(Vertx vertx, HttpServerRequest request) {
        Problem problem = notHttp(request.decoderResult().cause());
        Trace trace = Trace.of(null, null);
        Buffer document = Buffer.buffer(Json.write(problem.document(trace)));
        HttpServerResponse response = request.response();
        response.setStatusCode(problem.status())
                .putHeader("X-Request-Id", trace.requestId())
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Type", "application/problem+json")
                .putHeader("Content-Length", Integer.toString(document.length()))
                .putHeader("Cache-Control", "no-store")
                .putHeader("Connection", "close");
        Answers.finish(response.write(document));
        vertx.setTimer(
                LINGER.toMillis(),
                over -> {
                    if (!response.closed()) {
                        Answers.finish(response.end());
                    }
                });
    }

    private static Problem notHttp(@Nullable Throwable cause) {
        return switch (cause) {
            case TooLongHttpLineException line ->
                    new Problem(
                            414,
                            "path-too-long",
                            "Path too long",
                            "path and query are longer than %d bytes; leave out what is not needed"
                                    .formatted(HttpServerOptions.DEFAULT_MAX_INITIAL_LINE_LENGTH));
            case TooLongHttpHeaderException headers ->
                    new Problem(
                            431,
                            "headers-too-large",
                            "Headers too large",
                            "the headers are larger than %d bytes together; send those that are needed"
                                    .formatted(HttpServerOptions.DEFAULT_MAX_HEADER_SIZE));
            case null, default -> badRequest();
        };
    }

    /** Ours to mend: logged with the request's id. */
    static Problem unexpected(Throwable e) {
        if (e instanceof DatabaseException) {
            LOG.error("request failed: {}", e.getMessage());
            return new Problem(
                    503,
                    "unavailable",
                    "Unavailable",
                    "the service cannot reach its database; try again");
        }
        if (tooLong(e)) {
            return new Problem(
                    422,
                    "text-too-long",
                    "Cannot be done",
                    "a text is longer than what keeps it: some signs, emoji for example, count twice; shorten it");
        }
        LOG.error("request failed", e);
        return new Problem(
                500,
                "internal",
                "Internal error",
                "this is our fault; the log knows more by X-Request-Id");
    }

    /**
     * H2 counts UTF-16 units where the contract counts code points. SQL:2011, part 2, table 33:
     * data exception, string data, right truncation.
     */
    private static boolean tooLong(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && "22001".equals(sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
