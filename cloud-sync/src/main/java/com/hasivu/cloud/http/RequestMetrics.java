package com.hasivu.cloud.http;

import com.hasivu.cloud.observe.Metric;
import com.hasivu.cloud.observe.Metrics;

import io.micrometer.core.instrument.Timer;
import io.vertx.ext.web.RoutingContext;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts and times requests by operation id: the contract has few, and a path may hold anything.
 */
final class RequestMetrics {
    private static final String OPERATION = "operation";

    /** A path that is not served. */
    private static final String NONE = "none";

    /** The client was gone before the answer was. */
    private static final String GONE = "gone";

    private final Metrics metrics;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> working = new ConcurrentHashMap<>();

    RequestMetrics(Metrics metrics) {
        this.metrics = metrics;
    }

    /** A request's head is there. */
    void arrived(RoutingContext context) {
        long begun = System.nanoTime();
        context.addEndHandler(
                end -> {
                    String operation = context.<String>get(OPERATION, NONE);
                    String status =
                            end.succeeded()
                                    ? Integer.toString(context.response().getStatusCode())
                                    : GONE;
                    metrics.counter(Metric.HTTP_REQUESTS, operation, status).increment();
                    timers.computeIfAbsent(operation, id -> metrics.timer(Metric.HTTP_SECONDS, id))
                            .record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
                });
    }

    /** It is for this operation. */
    void routed(RoutingContext context, Operation operation) {
        context.put(OPERATION, operation.id());
    }

    /** Its handler runs until this is closed. */
    Working working(Operation operation) {
        AtomicInteger now =
                working.computeIfAbsent(
                        operation.id(),
                        id -> {
                            var count = new AtomicInteger();
                            metrics.gauge(Metric.HTTP_IN_FLIGHT, count::get, id);
                            return count;
                        });
        now.incrementAndGet();
        return now::decrementAndGet;
    }

    /** A request at work. */
    interface Working extends AutoCloseable {
        @Override
        void close();
    }
}
