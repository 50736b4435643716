package com.hasivu.cloud.resilience;

import com.hasivu.cloud.observe.Health;
import com.hasivu.cloud.observe.Metric;
import com.hasivu.cloud.observe.Metrics;
import com.hasivu.cloud.resilience.DependencyException.Kind;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.Timer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * One other system and how it may be called: at most so many at once; not at all for a while after
 * it failed too often, then a few calls to see; failures repeated after pauses that double, with
 * full jitter, at most a tenth of all calls, and never beyond the deadline. An {@link IOException}
 * is the system's failure; whatever else a call throws is ours and is passed on. Thread-safe; a
 * call blocks.
 */
public final class Dependency {
    private static final Logger LOG = LoggerFactory.getLogger(Dependency.class);

    private final String name;
    private final Limits limits;
    private final Metrics metrics;
    private final RandomGenerator random;
    private final CircuitBreaker breaker;
    private final Bulkhead bulkhead;
    private final RetryBudget budget = new RetryBudget();
    private final Timer tries;

    /**
     * How much it may get.
     *
     * @param atOnce calls at work; the next one is refused
     * @param deadline of one call, all its tries and pauses together
     * @param tries of one call, the first included
     * @param firstPause upper bound of the pause before the second try; doubles from there
     * @param longestPause upper bound of every pause
     * @param window so many last calls are looked at; open when half of them failed
     * @param openFor how long it is left alone
     * @param probes calls that must succeed before it is used as usual again
     */
    public record Limits(
            int atOnce,
            Duration deadline,
            int tries,
            Duration firstPause,
            Duration longestPause,
            int window,
            Duration openFor,
            int probes) {}

    /** What is done there. */
    @FunctionalInterface
    public interface Call<T> {
        /**
         * One try.
         *
         * @param left it must come back by then
         * @throws IOException when the other system failed, so that a next try may help
         */
        T run(Deadline left) throws IOException, InterruptedException;
    }

    public Dependency(String name, Limits limits, Metrics metrics, RandomGenerator random) {
        this.name = name;
        this.limits = limits;
        this.metrics = metrics;
        this.random = random;
        this.breaker =
                CircuitBreaker.of(
                        name,
                        CircuitBreakerConfig.custom()
                                .slidingWindowType(
                                        CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                                .slidingWindowSize(limits.window())
                                .minimumNumberOfCalls(Math.max(1, limits.window() / 2))
                                .failureRateThreshold(50)
                                .waitDurationInOpenState(limits.openFor())
                                .automaticTransitionFromOpenToHalfOpenEnabled(true)
                                .permittedNumberOfCallsInHalfOpenState(limits.probes())
                                .build());
        this.bulkhead =
                Bulkhead.of(
                        name,
                        BulkheadConfig.custom()
                                .maxConcurrentCalls(limits.atOnce())
                                .maxWaitDuration(Duration.ZERO)
                                .build());
        this.tries = metrics.timer(Metric.DEPENDENCY_SECONDS, name);
        metrics.gauge(Metric.DEPENDENCY_OPEN, this::openness, name);
        breaker.getEventPublisher()
                .onStateTransition(event -> tell(event.getStateTransition().getToState()));
    }

    private void tell(CircuitBreaker.State state) {
        switch (state) {
            case OPEN, FORCED_OPEN ->
                    LOG.warn(
                            "{} failed too often; left alone for {} s, then tried again",
                            name,
                            limits.openFor().toSeconds());
            case CLOSED -> LOG.info("{} is used as usual again", name);
            case HALF_OPEN, DISABLED, METRICS_ONLY ->
                    LOG.debug("{} is tried with {} calls", name, limits.probes());
        }
    }

    /** The time one call may take from now on. */
    public Deadline deadline() {
        return Deadline.in(limits.deadline());
    }

    /** Whether it is left alone now: who can wait need not ask it. */
    public boolean leftAlone() {
        return openness() == 1;
    }

    /** Whether it is used as usual; else the next calls decide whether it will be. */
    public boolean usual() {
        return openness() == 0;
    }

    /**
     * Calls, and calls again when it failed: only for what does no harm when it is done twice.
     *
     * @throws DependencyException when it cannot be had in time
     */
    public <T> T call(Deadline deadline, Call<T> call) {
        return attempt(deadline, call, limits.tries());
    }

    /**
     * Calls, and never again: for what must not be done twice, and for who retries himself.
     *
     * @throws DependencyException when it cannot be had in time
     */
    public <T> T once(Deadline deadline, Call<T> call) {
        return attempt(deadline, call, 1);
    }

    /** Adds this system to what health looks at. */
    public void toldBy(Health health) {
        health.check(name, this::finding);
    }

    private Health.Finding finding() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN ->
                    new Health.Finding(
                            Health.Level.DEGRADED,
                            "failed too often and is left alone for %d s"
                                    .formatted(limits.openFor().toSeconds()));
            case HALF_OPEN ->
                    new Health.Finding(Health.Level.DEGRADED, "is tried again with a few calls");
            case CLOSED, DISABLED, METRICS_ONLY ->
                    new Health.Finding(Health.Level.HEALTHY, "is used as usual");
        };
    }

    private double openness() {
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> 1;
            case HALF_OPEN -> 0.5;
            case CLOSED, DISABLED, METRICS_ONLY -> 0;
        };
    }

    private <T> T attempt(Deadline deadline, Call<T> call, int most) {
        budget.earn();
        for (int number = 1; ; number++) {
            try {
                return one(deadline, call);
            } catch (IOException e) {
                Duration pause = pause(number);
                if (number >= most || pause.compareTo(deadline.left()) >= 0 || !budget.spend()) {
                    throw new DependencyException(
                            deadline.passed() ? Kind.LATE : Kind.FAILED,
                            "%s failed, %d tries: %s".formatted(name, number, e.getMessage()),
                            e);
                }
                metrics.counter(Metric.DEPENDENCY_RETRIES, name).increment();
                rest(pause);
            }
        }
    }

    private <T> T one(Deadline deadline, Call<T> call) throws IOException {
        if (deadline.passed()) {
            throw new DependencyException(Kind.LATE, name + " was not called: no time left", null);
        }
        if (!bulkhead.tryAcquirePermission()) {
            count("refused-full");
            throw new DependencyException(
                    Kind.FULL,
                    "%s was not called: %d calls are at work".formatted(name, limits.atOnce()),
                    null);
        }
        try {
            if (!breaker.tryAcquirePermission()) {
                count("refused-open");
                throw new DependencyException(
                        Kind.OPEN,
                        "%s was not called: it failed too often and is left alone for %d s"
                                .formatted(name, limits.openFor().toSeconds()),
                        null);
            }
            return measured(deadline, call);
        } finally {
            bulkhead.onComplete();
        }
    }

    /** Every permission of the breaker is given back: as success, failure, or unused. */
    private <T> T measured(Deadline deadline, Call<T> call) throws IOException {
        long begun = System.nanoTime();
        boolean answered = false;
        try {
            T result = call.run(deadline);
            answered = true;
            breaker.onSuccess(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            count("ok");
            return result;
        } catch (IOException e) {
            answered = true;
            breaker.onError(System.nanoTime() - begun, TimeUnit.NANOSECONDS, e);
            count("failed");
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyException(Kind.LATE, name + ": the caller was stopped", e);
        } finally {
            if (!answered) {
                breaker.releasePermission();
            }
            tries.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
        }
    }

    private void count(String outcome) {
        metrics.counter(Metric.DEPENDENCY_CALLS, name, outcome).increment();
    }

    /** Full jitter: anything between nothing and a bound that doubles. */
    private Duration pause(int number) {
        long bound =
                Math.min(
                        limits.longestPause().toNanos(),
                        limits.firstPause().toNanos() << Math.min(number - 1, 20));
        return Duration.ofNanos(random.nextLong(bound + 1));
    }

    private void rest(Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DependencyException(Kind.LATE, name + ": the caller was stopped", e);
        }
    }

    /** For tests that watch it turn. */
    CircuitBreaker breaker() {
        return breaker;
    }
}
