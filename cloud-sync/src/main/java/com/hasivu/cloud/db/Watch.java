package com.hasivu.cloud.db;

import com.hasivu.cloud.observe.Metric;
import com.hasivu.cloud.observe.Metrics;
import com.zaxxer.hikari.metrics.IMetricsTracker;
import com.zaxxer.hikari.metrics.PoolStats;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What is measured of a database: its pool and its statements.
 *
 * @param slow statements that take longer are told, each shape once
 */
public record Watch(Metrics metrics, Duration slow) {
    /** From when on a statement is slow, when nothing else is said. */
    public static final Duration SLOW = Duration.ofSeconds(1);

    /** Measured, and shown to nobody. */
    static Watch unseen() {
        return new Watch(new Metrics(), SLOW);
    }

    /** Told by the pool; called on the threads that ask for connections. */
    IMetricsTracker pool(PoolStats stats) {
        metrics.gauge(Metric.DATABASE_CONNECTIONS, stats::getActiveConnections, "active");
        metrics.gauge(Metric.DATABASE_CONNECTIONS, stats::getIdleConnections, "idle");
        metrics.gauge(Metric.DATABASE_CONNECTIONS, stats::getPendingThreads, "waiting");
        metrics.gauge(Metric.DATABASE_CONNECTIONS_MOST, stats::getMaxConnections);
        var wait = metrics.timer(Metric.DATABASE_WAIT);
        var connect = metrics.timer(Metric.DATABASE_CONNECT);
        var inVain = metrics.counter(Metric.DATABASE_WAITED_IN_VAIN);
        return new IMetricsTracker() {
            @Override
            public void recordConnectionAcquiredNanos(long nanos) {
                wait.record(nanos, TimeUnit.NANOSECONDS);
            }

            @Override
            public void recordConnectionCreatedMillis(long millis) {
                connect.record(millis, TimeUnit.MILLISECONDS);
            }

            @Override
            public void recordConnectionTimeout() {
                inVain.increment();
            }
        };
    }
}
