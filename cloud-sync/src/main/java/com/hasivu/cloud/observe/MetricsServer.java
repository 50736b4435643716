package com.hasivu.cloud.observe;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetSocketAddress;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * {@code GET /metrics} for Prometheus on a port of its own, never the public one. Nothing else, and
 * nothing that changes anything.
 */
public final class MetricsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final int IDLE_SECONDS = 10;
    private static final int PATIENCE_SECONDS = 10;

    private final Vertx vertx;
    private final HttpServer server;
    private final Supplier<String> text;

    private MetricsServer(InetSocketAddress listen, Supplier<String> text) {
        this.text = text;
        this.vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(1)
                                .setWorkerPoolSize(1)
                                .setFileSystemOptions(
                                        new FileSystemOptions()
                                                .setFileCachingEnabled(false)
                                                .setClassPathResolvingEnabled(false)));
        this.server =
                vertx.createHttpServer(
                                new HttpServerOptions()
                                        .setHost(listen.getHostString())
                                        .setPort(listen.getPort())
                                        .setIdleTimeout(IDLE_SECONDS))
                        .requestHandler(this::answer);
    }

    /**
     * Listens until closed.
     *
     * @param text asked for at every scrape, on a worker thread
     * @throws IllegalArgumentException if the port cannot be had
     */
    public static MetricsServer start(InetSocketAddress listen, Supplier<String> text) {
        var web = new MetricsServer(listen, text);
        try {
            web.server
                    .listen()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return web;
        } catch (ExecutionException | TimeoutException e) {
            web.close();
            throw new IllegalArgumentException(
                    "metrics.listen: %s:%d cannot be had: %s; give another port, or write off"
                            .formatted(listen.getHostString(), listen.getPort(), e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            web.close();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }

    /** The port, also when any free one was asked for. */
    public int port() {
        return server.actualPort();
    }

    private void answer(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET)) {
            end(request, 405, "use GET\n");
        } else if (!request.path().equals("/metrics")) {
            end(request, 404, "there is /metrics\n");
        } else {
            vertx.executeBlocking(text::get)
                    .onSuccess(page -> end(request, 200, page))
                    .onFailure(
                            e -> {
                                LOG.warn("metrics: a reading failed; the next is tried anew", e);
                                end(request, 500, "see the service's log\n");
                            });
        }
    }

    private static void end(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", status == 200 ? CONTENT_TYPE : "text/plain")
                .end(body)
                .onFailure(e -> LOG.debug("metrics: the reader left: {}", e.getMessage()));
    }

    @Override
    public void close() {
        try {
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("metrics server did not stop cleanly", e);
        }
    }
}
