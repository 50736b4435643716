package com.hasivu.cloud.http;

import com.hasivu.cloud.observe.Metrics;
import com.hasivu.cloud.observe.Trace;

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

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Serves the API over HTTP. Netty's event loops read and write; each request is handled on a
 * virtual thread of its own, at most {@link #MAX_AT_ONCE} at a time.
 */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    /** Requests handled at once; the next one is told to come back (503). */
    static final int MAX_AT_ONCE = 512;

    /** Connections open at once; the next one is closed. */
    private static final int MAX_CONNECTIONS = 4_096;

    private static final int IDLE_SECONDS = 60;
    private static final int PATIENCE_SECONDS = 10;

    /** An answer of data is no page: a browser that is shown one loads and runs nothing. */
    private static final String NO_CONTENT = "default-src 'none'; frame-ancestors 'none'";

    private final Vertx vertx;
    private final HttpServer server;
    private final Semaphore places = new Semaphore(MAX_AT_ONCE);
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final Api api;
    private final Setup setup;
    private final RateLimits limits;
    private final SlowClients slowClients;
    private final RequestMetrics measured;
    private final Rooms rooms;
    private volatile boolean closing;

    /**
     * How it serves.
     *
     * @param port 0 for any free one: see {@link #port()}
     * @param patience how long a client may take for a request's head, and for each MiB of its body
     */
    public record Setup(String host, int port, Limits limits, Duration patience, Metrics metrics) {
        /** What a phone on a bad line needs. */
        public static final Duration PATIENCE = Duration.ofSeconds(30);
    }

    /**
     * Requests a second that are let through, after a burst; 0: any number.
     *
     * @param user of one signed-in person
     * @param address of one client on routes without a sign-in
     * @param auth of one client where the contract says {@code x-limit: auth}; which of the three
     *     counts an operation is said there alone
     * @param behindProxy clients are told apart by X-Forwarded-For, which a proxy of ours writes
     */
    public record Limits(int user, int address, int auth, boolean behindProxy) {}

    private WebServer(Api api, Setup setup) {
        this.api = api;
        this.setup = setup;
        this.limits = new RateLimits(setup.limits(), setup.metrics(), System::nanoTime);
        this.measured = new RequestMetrics(setup.metrics());
        this.rooms = new Rooms(Runtime.getRuntime().maxMemory(), setup.patience());
        this.vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setFileSystemOptions(
                                        new FileSystemOptions()
                                                .setFileCachingEnabled(false)
                                                .setClassPathResolvingEnabled(false)));
        this.slowClients =
                new SlowClients(vertx, setup.patience(), MAX_CONNECTIONS, setup.metrics());
        this.server =
                vertx.createHttpServer(
                                new HttpServerOptions()
                                        .setHost(setup.host())
                                        .setPort(setup.port())
                                        .setIdleTimeout(IDLE_SECONDS)
                                        // else a connection is told of at its first request only
                                        .setHttp2ClearTextEnabled(false))
                        .connectionHandler(slowClients::connected)
                        .invalidRequestHandler(request -> Failures.notHttp(vertx, request))
                        .requestHandler(router());
    }

    /**
     * Starts to serve.
     *
     * @throws IllegalArgumentException if the address cannot be listened on
     */
    public static WebServer start(Api api, Setup setup) {
        var web = new WebServer(api, setup);
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
                            .formatted(setup.host(), setup.port(), e.getMessage()),
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
        List.copyOf(streams).forEach(EventStream::close);
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
        router.route().handler(this::arrive);
        var methods = new TreeMap<String, Set<String>>();
        for (Api.Route route : api.routes()) {
            String path = route.operation().path().replace("{", ":").replace("}", "");
            String method = route.operation().method();
            serve(router, HttpMethod.valueOf(method), path, route);
            Set<String> served = methods.computeIfAbsent(path, none -> new TreeSet<>());
            served.addAll(List.of(method, "OPTIONS"));
            if (method.equals("GET")) { // answered as GET is, and the body left out
                serve(router, HttpMethod.HEAD, path, route);
                served.add("HEAD");
            }
        }
        methods.forEach((path, served) -> otherMethods(router, path, String.join(", ", served)));
        Failures.answer(router);
        return router;
    }

    /** On the event loop, for every request, known or not. */
    private void arrive(RoutingContext context) {
        slowClients.begun(context);
        Trace trace =
                Trace.of(
                        context.request().getHeader("X-Request-Id"),
                        context.request().getHeader("traceparent"));
        context.put(Answers.TRACE, trace);
        context.response()
                .putHeader("X-Request-Id", trace.requestId())
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Content-Security-Policy", NO_CONTENT)
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin");
        measured.arrived(context);
        context.next();
    }

    private void serve(Router router, HttpMethod method, String path, Api.Route route) {
        Operation operation = route.operation();
        router.route(method, path).handler(context -> admit(context, route));
        router.route(method, path).handler(context -> letIn(context, route));
        router.route(method, path)
                .handler(context -> slowClients.awaitBody(context, operation.maxBody()));
        router.route(method, path)
                .handler(BodyHandler.create(false).setBodyLimit(operation.maxBody()));
        router.route(method, path).handler(context -> begin(context, route));
    }

    /** Before a byte of the body is read: who need not sign in is limited by address. */
    private void admit(RoutingContext context, Api.Route route) {
        measured.routed(context, route.operation());
        if (!route.access().open()) {
            context.next(); // limited by who it is, once the gate knows
            return;
        }
        String client =
                ClientAddress.of(
                        context.request().remoteAddress().hostAddress(),
                        context.request().getHeader("X-Forwarded-For"),
                        setup.limits().behindProxy());
        Optional<RateLimits.Taken> taken = limits.byAddress(client, route.operation());
        taken.ifPresent(it -> Answers.limit(context, it));
        if (taken.isPresent() && !taken.get().allowed()) {
            Answers.send(context, taken.get().problem());
        } else {
            context.next();
        }
    }

    private static void otherMethods(Router router, String path, String allowed) {
        router.route(HttpMethod.OPTIONS, path)
                .handler(
                        context -> {
                            context.response().putHeader("Allow", allowed);
                            Answers.send(context, Reply.nothing());
                        });
        router.route(path)
                .last() // others may share the path's shape
                .handler(
                        context -> {
                            context.response().putHeader("Allow", allowed);
                            Answers.send(
                                    context,
                                    new Problem(
                                            405,
                                            "method-not-allowed",
                                            "Method not allowed",
                                            "%s is not for this path; use one of %s"
                                                    .formatted(
                                                            context.request().method(), allowed)));
                        });
    }

    /** A large body is read only from somebody who may send it, and when there is room for it. */
    private void letIn(RoutingContext context, Api.Route route) {
        if (!Rooms.isLarge(context.request(), route.operation())) {
            context.next();
            return;
        }
        if (Rooms.length(context.request(), route.operation()) > route.operation().maxBody()) {
            context.fail(413);
            return;
        }
        context.request().pause();
        work(
                context,
                route,
                new AtomicReference<>(),
                () -> {
                    var unused = Answers.admit(context, route, api.gate());
                    Room.Place place = rooms.body(context, route.operation());
                    return () -> {
                        hold(context, place);
                        context.next();
                        context.request().resume();
                    };
                });
    }

    private void begin(RoutingContext context, Api.Route route) {
        if (context.response().ended()) {
            return; // told that it was too slow
        }
        byte[] body = Answers.body(context);
        var taken = new AtomicReference<RateLimits.@Nullable Taken>();
        Context loop = vertx.getOrCreateContext();
        work(
                context,
                route,
                taken,
                () -> {
                    Request request = request(context, route, body, taken);
                    Reply reply;
                    Room.Place place;
                    try (var working = rooms.work(route.operation())) {
                        reply = route.handler().handle(request).written();
                        place = rooms.answer(Rooms.size(reply));
                    }
                    if (reply.body() instanceof Reply.Events events) {
                        events.source().opened(Answers.stream(context, loop, streams));
                        return () -> {};
                    }
                    return () -> {
                        hold(context, place);
                        if (place != Room.Place.NONE && !context.response().closed()) {
                            slowClients.awaitTaken(context, Rooms.size(reply));
                        }
                        Answers.send(context, reply, taken.get());
                    };
                });
    }

    /** On the event loop: until the request has ended, in whatever way. */
    private static void hold(RoutingContext context, Room.Place place) {
        if (context.response().ended() || context.response().closed()) {
            place.close();
        } else {
            context.addEndHandler(ended -> place.close());
        }
    }

    /**
     * On the event loop: takes a place and hands over to a virtual thread. What that gives is done
     * on the event loop.
     */
    private void work(
            RoutingContext context,
            Api.Route route,
            AtomicReference<RateLimits.@Nullable Taken> taken,
            Supplier<Runnable> work) {
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
        Trace trace = Answers.trace(context);
        var unused =
                Thread.ofVirtual()
                        .name("http-" + route.operation().id())
                        .start(() -> trace.run(() -> run(context, loop, route, taken, work)));
    }

    private void run(
            RoutingContext context,
            Context loop,
            Api.Route route,
            AtomicReference<RateLimits.@Nullable Taken> taken,
            Supplier<Runnable> work) {
        try (var inFlight = measured.working(route.operation())) {
            Runnable end = work.get();
            LOG.debug("{} done", route.operation().id());
            loop.runOnContext(v -> end.run());
        } catch (Problem problem) {
            loop.runOnContext(v -> refuse(context, problem, taken.get()));
        } catch (Throwable e) {
            Problem problem = Failures.unexpected(e);
            loop.runOnContext(v -> refuse(context, problem, taken.get()));
        } finally {
            places.release();
        }
    }

    /** What is still to come of the body is dropped. */
    private static void refuse(
            RoutingContext context, Problem problem, RateLimits.@Nullable Taken taken) {
        Answers.send(context, problem, taken);
        context.request().resume();
    }

    private Request request(
            RoutingContext context,
            Api.Route route,
            byte[] body,
            AtomicReference<RateLimits.@Nullable Taken> taken) {
        return Answers.request(
                context,
                route,
                api.gate(),
                body,
                caller ->
                        limits.byUser(caller.user())
                                .ifPresent(
                                        it -> {
                                            taken.set(it);
                                            if (!it.allowed()) {
                                                throw it.problem();
                                            }
                                        }));
    }
}
