package com.hasivu.cloud.cache;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.hasivu.cloud.observe.Metric;

import io.micrometer.core.instrument.Counter;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * Values by key. Many who want the same one at once share one load. A load that fails is nobody's
 * value: who shared it loads for himself. When the cache itself fails, reads go to their source.
 *
 * <p>Thread-safe. Not inside a transaction: who waits for another's load would hold a connection
 * that the load may need.
 */
public final class Cache<K, V> {
    private static final Logger LOG = LoggerFactory.getLogger(Cache.class);

    private final String name;
    private final boolean enabled;
    private final AsyncCache<K, V> values;
    private final Counter hits;
    private final Counter loads;
    private final Counter off;
    private final Counter failed;
    private final AtomicBoolean failing = new AtomicBoolean();

    Cache(Caches setup, String name, int most, Duration life) {
        this.name = name;
        this.enabled = setup.enabled();
        this.values =
                Caffeine.newBuilder()
                        .maximumSize(most)
                        .expireAfterWrite(life)
                        .ticker(setup.ticker())
                        .executor(Runnable::run)
                        .buildAsync();
        this.hits = setup.metrics().counter(Metric.CACHE_READS, name, "hit");
        this.loads = setup.metrics().counter(Metric.CACHE_READS, name, "load");
        this.off = setup.metrics().counter(Metric.CACHE_READS, name, "off");
        this.failed = setup.metrics().counter(Metric.CACHE_READS, name, "failed");
        setup.metrics()
                .gauge(Metric.CACHE_ENTRIES, () -> values.synchronous().estimatedSize(), name);
    }

    /** The value, from memory or loaded. What the load throws is thrown, and not kept. */
    public V get(K key, Supplier<V> load) {
        if (!enabled) {
            off.increment();
            return load.get();
        }
        var mine = new CompletableFuture<V>();
        CompletableFuture<V> there;
        try {
            there = values.asMap().putIfAbsent(key, mine);
            failing.set(false);
        } catch (RuntimeException e) {
            failed.increment();
            tell(e);
            return load.get();
        }
        return there == null ? loaded(mine, load) : shared(there, load);
    }

    /** Completing with a failure takes the entry out again. */
    private V loaded(CompletableFuture<V> mine, Supplier<V> load) {
        loads.increment();
        try {
            V value = load.get();
            mine.complete(value);
            return value;
        } finally {
            mine.cancel(false); // nothing when it is complete
        }
    }

    private V shared(CompletableFuture<V> there, Supplier<V> load) {
        @Nullable V value = null;
        try {
            value = there.join();
        } catch (CompletionException | java.util.concurrent.CancellationException e) {
            LOG.debug("cache {}: the load this one shared failed: {}", name, e.toString());
        }
        if (value == null) {
            loads.increment();
            return load.get();
        }
        hits.increment();
        return value;
    }

    /** It has changed: the next read loads it, also when a load is on its way that began before. */
    public void forget(K key) {
        try {
            values.synchronous().invalidate(key);
        } catch (RuntimeException e) {
            failed.increment();
            tell(e);
        }
    }

    private void tell(RuntimeException e) {
        if (failing.compareAndSet(false, true)) {
            LOG.warn("cache {} fails; reads go to their source", name, e);
        }
    }
}
