package com.hasivu.cloud.http;

import com.hasivu.cloud.observe.Metric;
import com.hasivu.cloud.observe.Metrics;

import io.micrometer.core.instrument.Counter;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Closes connections that hold a place and bring nothing: one that sends no whole head of a request
 * in time, however busily it sends letters, one whose body does not end, and one that does not take
 * a large answer. Threading: what belongs to a connection happens on its event loop.
 */
final class SlowClients {
    private static final Logger LOG = LoggerFactory.getLogger(SlowClients.class);
    private static final int MEBI = 1 << 20;

    private final Vertx vertx;
    private final Duration patience;
    private final int most;
    private final Counter heads;
    private final Counter bodies;
    private final Counter answers;
    private final Counter tooMany;
    private final Map<HttpConnection, Watched> open = new ConcurrentHashMap<>();

    /** The timer that ends a connection; -1 while a request is at work. */
    private static final class Watched {
        long timer = -1;
    }

    /**
     * @param patience for a request's head since the last answer, and for each MiB of a body
     * @param most connections at once; the next one is closed
     */
    SlowClients(Vertx vertx, Duration patience, int most, Metrics metrics) {
        this.vertx = vertx;
        this.patience = patience;
        this.most = most;
        this.heads = metrics.counter(Metric.HTTP_SLOW_CLIENTS, "head");
        this.bodies = metrics.counter(Metric.HTTP_SLOW_CLIENTS, "body");
        this.answers = metrics.counter(Metric.HTTP_SLOW_CLIENTS, "answer");
        this.tooMany = metrics.counter(Metric.HTTP_SLOW_CLIENTS, "place");
        metrics.gauge(Metric.HTTP_CONNECTIONS, open::size);
    }

    /** A client has connected. */
    void connected(HttpConnection connection) {
        if (open.size() >= most) {
            tooMany.increment();
            close(connection);
            return;
        }
        var watched = new Watched();
        open.put(connection, watched);
        connection.closeHandler(
                closed -> {
                    open.remove(connection);
                    vertx.cancelTimer(watched.timer);
                });
        awaitHead(connection, watched);
    }

    /** A request's head is there; until its answer has ended the client may wait for us. */
    void begun(RoutingContext context) {
        HttpConnection connection = context.request().connection();
        Watched watched = open.get(connection);
        if (watched == null) {
            return;
        }
        vertx.cancelTimer(watched.timer);
        context.addEndHandler(
                ended -> {
                    if (open.containsKey(connection)) {
                        awaitHead(connection, watched);
                    }
                });
    }

    private void awaitHead(HttpConnection connection, Watched watched) {
        vertx.cancelTimer(watched.timer);
        watched.timer =
                vertx.setTimer(
                        patience.toMillis(),
                        late -> {
                            heads.increment();
                            close(connection);
                        });
    }

    /** The body must be there in time, or the request ends with 408 and its connection with it. */
    void awaitBody(RoutingContext context, long maxBody) {
        HttpServerRequest request = context.request();
        if (request.isEnded()) {
            context.next();
            return;
        }
        long timer =
                vertx.setTimer(
                        patience.toMillis() * (1 + maxBody / MEBI),
                        late -> {
                            if (!request.isEnded() && !context.response().ended()) {
                                bodies.increment();
                                context.response().putHeader("Connection", "close");
                                context.addEndHandler(sent -> close(request.connection()));
                                Answers.send(context, tooSlow());
                            }
                        });
        context.addEndHandler(ended -> vertx.cancelTimer(timer));
        context.next();
    }

    /** A large answer must be taken in time, or its connection ends. */
    void awaitTaken(RoutingContext context, long bytes) {
        HttpConnection connection = context.request().connection();
        long timer =
                vertx.setTimer(
                        patience.toMillis() * (1 + bytes / MEBI),
                        late -> {
                            answers.increment();
                            close(connection);
                        });
        context.addEndHandler(ended -> vertx.cancelTimer(timer));
    }

    private static Problem tooSlow() {
        return new Problem(
                408,
                "request-timeout",
                "Request timeout",
                "the body did not come in time; send it again over a better line");
    }

    static void close(HttpConnection connection) {
        connection
                .close()
                .onFailure(e -> LOG.debug("a client was gone already: {}", e.getMessage()));
    }
}
