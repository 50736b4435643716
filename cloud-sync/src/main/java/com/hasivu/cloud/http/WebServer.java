package com.hasivu.cloud.http;

import com.hasivu.cloud.db.DatabaseException;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Serves the API over HTTP. Netty's event loops read and write; each request is handled on a
 * virtual thread of its own, at most {@link #MAX_AT_ONCE} at a time.
 */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    /** Largest body, in bytes. */
    static final int MAX_BODY = 1 << 20;

    /** Requests handled at once; the next one is told to come back (503). */
    static final int MAX_AT_ONCE = 512;

    private static final int IDLE_SECONDS = 60;
    private static final int PATIENCE_SECONDS = 10;

    private final Vertx vertx;
    private final HttpServer server;
    private final Semaphore places = new Semaphore(MAX_AT_ONCE);
    private final Api api;
    private volatile boolean closing;

    private WebServer(Api api, String host, int port) {
        this.api = api;
        this.vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setFileSystemOptions(
                                        new FileSystemOptions()
                                                .setFileCachingEnabled(false)
                                                .setClassPathResolvingEnabled(false)));
        this.server =
                vertx.createHttpServer(
                                new HttpServerOptions()
                                        .setHost(host)
                                        .setPort(port)
                                        .setIdleTimeout(IDLE_SECONDS))
                        .requestHandler(router());
    }

    /**
     * Starts to serve.
     *
     * @param port 0 for any free one: see {@link #port()}
     * @throws IllegalArgumentException if the address cannot be listened on
     */
    public static WebServer start(Api api, String host, int port) {
        var web = new WebServer(api, host, port);
        try {
            web.server
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            web.vertx.close();
            throw new IllegalArgumentException(
                    "cannot listen on http %s:%d: %s; choose another http.host or http.port"
                            .formatted(host, port, e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
        return web;
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    /** Accepts nothing new, lets what runs end (at most 10 s), and stops. */
    @Override
    public void close() {
        closing = true;
        try {
            if (!places.tryAcquire(MAX_AT_ONCE, PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("requests still running after {} s are cut off", PATIENCE_SECONDS);
            }
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("http server did not stop cleanly", e);
        }
    }

    private Router router() {
        Router router = Router.router(vertx);
        router.route()
                .handler(
                        context -> {
                            context.response()
                                    .putHeader(Answers.REQUEST_ID, UUID.randomUUID().toString());
                            context.next();
                        });
        router.route().handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
        for (Api.Route route : api.routes()) {
            router.route(
                            HttpMethod.valueOf(route.operation().method()),
                            route.operation().path().replace("{", ":").replace("}", ""))
                    .handler(context -> begin(context, route));
        }
        router.errorHandler(404, context -> Answers.send(context, Problem.notFound()));
        router.errorHandler(
                405,
                context ->
                        Answers.send(
                                context,
                                new Problem(
                                        405,
                                        "method-not-allowed",
                                        "Method not allowed",
                                        "%s is not for this path; see /openapi.yaml"
                                                .formatted(context.request().method()))));
        router.errorHandler(
                413,
                context ->
                        Answers.send(
                                context,
                                new Problem(
                                        413,
                                        "body-too-large",
                                        "Body too large",
                                        "a body holds at most %d bytes".formatted(MAX_BODY))));
        router.errorHandler(
                400,
                context ->
                        Answers.send(
                                context,
                                Problem.badRequest(
                                        "bad-request", "the request is not HTTP as it should be")));
        router.errorHandler(500, context -> Answers.send(context, unexpected(context.failure())));
        return router;
    }

    /** On the event loop: takes a place and hands over to a virtual thread. */
    private void begin(RoutingContext context, Api.Route route) {
        if (closing || !places.tryAcquire()) {
            Answers.send(
                    context,
                    new Problem(
                            503,
                            "busy",
                            "Busy",
                            "too many requests at once; try again in a second"));
            return;
        }
        Context loop = vertx.getOrCreateContext();
        byte[] body = Answers.body(context);
        var unused =
                Thread.ofVirtual()
                        .name("http-" + route.operation().id())
                        .start(
                                () -> {
                                    try {
                                        Reply reply = handle(context, route, body);
                                        loop.runOnContext(v -> Answers.send(context, reply));
                                    } catch (Problem problem) {
                                        loop.runOnContext(v -> Answers.send(context, problem));
                                    } catch (Throwable e) {
                                        Problem problem = unexpected(e);
                                        loop.runOnContext(v -> Answers.send(context, problem));
                                    } finally {
                                        places.release();
                                    }
                                });
    }

    private Reply handle(RoutingContext context, Api.Route route, byte[] body) {
        Request request = Answers.request(context, route, api.gate(), body);
        return route.handler().handle(request);
    }

    private static Problem unexpected(Throwable e) {
        if (e instanceof DatabaseException) {
            LOG.error("request failed: {}", e.getMessage());
            return new Problem(
                    503,
                    "unavailable",
                    "Unavailable",
                    "the service cannot reach its database; try again");
        }
        LOG.error("request failed", e);
        return new Problem(
                500,
                "internal",
                "Internal error",
                "this is our fault; the log knows more by X-Request-Id");
    }
}
