package com.hasivu.cloud.resilience;

import com.hasivu.cloud.observe.Trace;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/**
 * Calls a system over HTTP as a {@link Dependency}: 429 and 5xx are its failure, everything else is
 * an answer. The trace goes along. The deadline holds for the whole answer, its body included.
 * Thread-safe.
 */
public final class RemoteHttp implements AutoCloseable {
    private static final int TOO_MANY = 429;
    private static final int FIRST_FAILURE = 500;

    private final URI base;
    private final Dependency dependency;
    private final HttpClient client;

    /**
     * @param base ends in a slash; paths are resolved against it
     */
    public RemoteHttp(URI base, Dependency dependency, Duration connectWithin) {
        this.base = base;
        this.dependency = dependency;
        this.client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(connectWithin)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .build();
    }

    /**
     * A request that may be sent again: it reads, or carries a key by which the other side knows
     * it.
     *
     * @param path below the base
     * @throws DependencyException when there is no answer in time
     */
    public HttpResponse<String> repeatable(
            String path, Deadline deadline, UnaryOperator<HttpRequest.Builder> request) {
        return dependency.call(deadline, left -> send(path, left, request));
    }

    /**
     * A request that is sent at most once.
     *
     * @throws DependencyException when there is no answer in time; it may have been done
     */
    public HttpResponse<String> once(
            String path, Deadline deadline, UnaryOperator<HttpRequest.Builder> request) {
        return dependency.once(deadline, left -> send(path, left, request));
    }

    private HttpResponse<String> send(
            String path, Deadline left, UnaryOperator<HttpRequest.Builder> request)
            throws IOException, InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(base.resolve(path));
        Trace.current().ifPresent(trace -> builder.header("traceparent", trace.traceparent()));
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(
                        request.apply(builder).build(), HttpResponse.BodyHandlers.ofString());
        try {
            HttpResponse<String> response = answer.get(left.millis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() == TOO_MANY || response.statusCode() >= FIRST_FAILURE) {
                throw new IOException("status " + response.statusCode());
            }
            return response;
        } catch (TimeoutException e) {
            throw new IOException("no answer in time", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } finally {
            answer.cancel(true); // nothing when it is complete; else the connection is closed
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
