package com.hasivu.cloud.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import com.hasivu.cloud.observe.Metrics;

import java.time.Duration;

/**
 * Makes caches.
 *
 * @param enabled false: every read goes to its source
 * @param ticker nanoseconds that only run forward
 */
public record Caches(boolean enabled, Metrics metrics, Ticker ticker) {
    /** With the machine's clock. */
    public static Caches of(boolean enabled, Metrics metrics) {
        return new Caches(enabled, metrics, Ticker.systemTicker());
    }

    /**
     * One cache.
     *
     * @param name a label of the metrics
     * @param most values kept; beyond, the least used go
     * @param life how old a value may get on a node that did not hear of its change
     */
    public <K, V> Cache<K, V> make(String name, int most, Duration life) {
        return new Cache<>(this, name, most, life);
    }
}
