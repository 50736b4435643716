package com.hasivu.cloud.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.cloud.observe.Metrics;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

class CacheTest {
    private static final Duration LIFE = Duration.ofSeconds(10);

    private final Metrics metrics = new Metrics();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger loads = new AtomicInteger();
    private final AtomicBoolean broken = new AtomicBoolean();
    private final Cache<String, String> cache = cache(true);

    private Cache<String, String> cache(boolean enabled) {
        return new Caches(enabled, metrics, this::time).make("names", 100, LIFE);
    }

    private long time() {
        if (broken.get()) {
            throw new IllegalStateException("the clock is gone");
        }
        return nanos.get();
    }

    private String read(String key) {
        return cache.get(key, () -> key + loads.incrementAndGet());
    }

    @Test
    void value_isLoadedOnceAndAgainAfterItsLifeOrAChange() {
        assertThat(read("a")).isEqualTo("a1");
        assertThat(read("a")).isEqualTo("a1");
        cache.forget("a");
        assertThat(read("a")).isEqualTo("a2");
        nanos.addAndGet(LIFE.toNanos());
        assertThat(read("a")).isEqualTo("a3");
        assertThat(metrics.text())
                .contains("hasivu_cloud_cache_reads_total{cache=\"names\",outcome=\"hit\"} 1.0")
                .contains("hasivu_cloud_cache_reads_total{cache=\"names\",outcome=\"load\"} 3.0");
    }

    @Test
    void many_shareOneLoad() throws Exception {
        int readers = 200;
        var loading = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var started = new CountDownLatch(readers);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<String>>();
            for (int i = 0; i < readers; i++) {
                answers.add(
                        threads.submit(
                                () -> {
                                    started.countDown();
                                    return cache.get(
                                            "menu",
                                            () -> {
                                                loading.countDown();
                                                await(go);
                                                return "m" + loads.incrementAndGet();
                                            });
                                }));
            }
            started.await();
            loading.await();
            go.countDown();
            for (Future<String> answer : answers) {
                assertThat(answer.get()).isEqualTo("m1");
            }
        }
        assertThat(loads).hasValue(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void load_thatBeganBeforeAChangeIsNotKept() throws Exception {
        var loading = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var old = new ArrayList<String>();
        Thread reader =
                Thread.ofVirtual()
                        .start(
                                () ->
                                        old.add(
                                                cache.get(
                                                        "a",
                                                        () -> {
                                                            loading.countDown();
                                                            await(go);
                                                            return "old";
                                                        })));
        loading.await();
        cache.forget("a"); // committed while the old row was on its way
        go.countDown();
        reader.join();
        assertThat(old).containsExactly("old");
        assertThat(cache.get("a", () -> "new")).isEqualTo("new");
        assertThat(cache.get("a", () -> "newer")).isEqualTo("new");
    }

    @Test
    void failure_isNotKept() {
        assertThatThrownBy(
                        () ->
                                cache.get(
                                        "a",
                                        () -> {
                                            throw new IllegalStateException("no database");
                                        }))
                .hasMessage("no database");
        assertThat(read("a")).isEqualTo("a1");
        assertThat(read("a")).isEqualTo("a1");
    }

    @Test
    void reads_goOnWhenTheCacheFails() {
        assertThat(read("a")).isEqualTo("a1");
        broken.set(true);
        assertThat(read("a")).isEqualTo("a2");
        assertThat(read("b")).isEqualTo("b3");
        assertThat(metrics.text())
                .contains("hasivu_cloud_cache_reads_total{cache=\"names\",outcome=\"failed\"} 2.0");
        broken.set(false);
        assertThat(read("b")).isEqualTo("b4");
        assertThat(read("b")).isEqualTo("b4");
    }

    @Test
    void off_readsTheSourceEachTime() {
        Cache<String, String> off = cache(false);
        assertThat(off.get("a", () -> "1")).isEqualTo("1");
        assertThat(off.get("a", () -> "2")).isEqualTo("2");
    }

    @Test
    void size_isBounded() {
        for (int i = 0; i < 1_000; i++) {
            read("k" + i);
        }
        assertThat(metrics.text())
                .containsPattern(
                        "hasivu_cloud_cache_entries\\{cache=\"names\"} (\\d|\\d\\d|100)\\.0");
    }
}
