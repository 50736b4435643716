package com.hasivu.cloud.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.hasivu.cloud.observe.Metric;
import com.hasivu.cloud.observe.Metrics;

import io.micrometer.core.instrument.Counter;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * How many requests one person or address may send: a bucket each that fills by so many a second
 * and holds a burst. At most {@link #MOST_BUCKETS} are remembered of a policy; the longest unused
 * is forgotten first, and forgotten is full. Thread-safe.
 */
final class RateLimits {
    /** About 10 MB of memory each policy. */
    static final int MOST_BUCKETS = 100_000;

    private final Optional<Policy> user;
    private final Optional<Policy> address;
    private final Optional<Policy> auth;

    /**
     * @param nanos a clock that only runs forward
     */
    RateLimits(WebServer.Limits limits, Metrics metrics, LongSupplier nanos) {
        this.user = policy(Operation.Limit.USER, limits.user(), 10, metrics, nanos);
        this.address = policy(Operation.Limit.ADDRESS, limits.address(), 10, metrics, nanos);
        this.auth = policy(Operation.Limit.AUTH, limits.auth(), 40, metrics, nanos);
    }

    private static Optional<Policy> policy(
            Operation.Limit limit,
            int perSecond,
            int burstSeconds,
            Metrics metrics,
            LongSupplier nanos) {
        return perSecond == 0
                ? Optional.empty()
                : Optional.of(
                        new Policy(
                                limit.label(),
                                perSecond,
                                perSecond * (long) burstSeconds,
                                metrics,
                                nanos));
    }

    /** One request of a signed-in person. */
    Optional<Taken> byUser(UserId caller) {
        return user.map(policy -> policy.take(caller.toString()));
    }

    /** One request without a sign-in. */
    Optional<Taken> byAddress(String client, Operation operation) {
        return (operation.limit() == Operation.Limit.AUTH ? auth : address)
                .map(policy -> policy.take(client));
    }

    /**
     * What a request was told: draft-ietf-httpapi-ratelimit-headers-09, sections 3 and 4.
     *
     * @param left requests that may follow at once
     * @param seconds until the next one may come, when none is left; else until the bucket is full
     */
    record Taken(String policy, long burst, long window, boolean allowed, long left, long seconds) {
        /** {@code RateLimit-Policy}: so many within a window. */
        String policyHeader() {
            return "\"%s\";q=%d;w=%d".formatted(policy, burst, window);
        }

        /** {@code RateLimit}. */
        String header() {
            return "\"%s\";r=%d;t=%d".formatted(policy, left, seconds);
        }

        Problem problem() {
            return new Problem(
                    429,
                    "rate-limited",
                    "Too many requests",
                    "more requests than the policy '%s' lets through; come back in %d s"
                            .formatted(policy, seconds));
        }
    }

    private static final class Policy {
        private final String name;
        private final int perSecond;
        private final long burst;
        private final LongSupplier nanos;
        private final Counter refused;
        private final Cache<String, Bucket> buckets =
                Caffeine.newBuilder()
                        .maximumSize(MOST_BUCKETS)
                        .expireAfterAccess(Duration.ofMinutes(5)) // by then it is full
                        .build();

        Policy(String name, int perSecond, long burst, Metrics metrics, LongSupplier nanos) {
            this.name = name;
            this.perSecond = perSecond;
            this.burst = burst;
            this.nanos = nanos;
            this.refused = metrics.counter(Metric.HTTP_LIMITED, name);
        }

        Taken take(String whose) {
            long now = nanos.getAsLong();
            double left =
                    buckets.get(whose, key -> new Bucket(burst, now)).take(now, perSecond, burst);
            long window = burst / perSecond;
            if (left < 0) {
                refused.increment();
                return new Taken(name, burst, window, false, 0, seconds(-left));
            }
            return new Taken(name, burst, window, true, (long) left, seconds(burst - left));
        }

        private long seconds(double tokens) {
            return Math.max(1, (long) Math.ceil(tokens / perSecond));
        }
    }

    private static final class Bucket {
        private double tokens;
        private long filledAt;

        Bucket(double tokens, long now) {
            this.tokens = tokens;
            this.filledAt = now;
        }

        /** What is left after taking one; below zero, what is missing for one. */
        synchronized double take(long now, int perSecond, long burst) {
            double seconds = Math.max(0, now - filledAt) / 1e9;
            tokens = Math.min(burst, tokens + seconds * perSecond);
            filledAt = now;
            if (tokens < 1) {
                return tokens - 1;
            }
            tokens -= 1;
            return tokens;
        }
    }
}
