package com.hasivu.cloud.http;

import com.hasivu.cloud.db.DatabaseException;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.SQLException;
import java.util.function.Function;

/** What is told when no handler could answer. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

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

    /** What is left of the body is not waited for. */
    private static Problem tooLarge(RoutingContext context) {
        context.response().putHeader("Connection", "close");
        context.addEndHandler(
                sent ->
                        context.request()
                                .connection()
                                .close()
                                .onFailure(e -> LOG.debug("gone already: {}", e.getMessage())));
        return new Problem(
                413,
                "body-too-large",
                "Body too large",
                "the body is larger than this operation takes; /docs says how much, 1 MiB when it says nothing");
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
