package com.hasivu.simulator.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * Durable taps from 64 threads at once, beside the plain way: a lock around each synchronous write.
 */
final class BurstBench {
    private static final int WRITERS = 64;
    private final Path dir;
    private final int rounds;
    private final int oursEach;
    private final int lockedEach;

    BurstBench(Path dir, boolean quick) {
        this.dir = dir;
        this.rounds = 3;
        this.oursEach = quick ? 300 : 2_000;
        this.lockedEach = quick ? 20 : 100;
    }

    private interface Write {
        void by(int writer, int round) throws IOException;
    }

    /** What 64 writers came to. */
    private record Burst(double perSecond, long[] nanos) {}

    List<Outcome> run() throws IOException, InterruptedException {
        BenchSchool school = new BenchSchool(3_000);
        Object lock = new Object();
        try (RawAppend raw = new RawAppend(dir.resolve("raw"));
                Counter counter = new Counter(dir.resolve("journal"), school)) {
            Write ours =
                    (writer, i) ->
                            counter.tap(
                                    school.cards.get((writer * 47 + i * 64) % school.cards.size()),
                                    System.nanoTime());
            Write locked =
                    (writer, i) -> {
                        synchronized (lock) {
                            raw.append();
                        }
                    };
            burst(oursEach / 4, ours); // warm-up
            burst(lockedEach / 4, locked);
            double[] rate = new double[rounds];
            double[] lockedRate = new double[rounds];
            double[] p99 = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                lockedRate[i] = burst(lockedEach, locked).perSecond();
                Burst burst = burst(oursEach, ours);
                rate[i] = burst.perSecond();
                p99[i] = Samples.percentile(burst.nanos(), 0.99) / 1e3;
            }
            return List.of(
                    Outcome.atLeast(
                            "burst",
                            "durable taps, 64 writers",
                            "1/s",
                            Samples.median(rate),
                            Samples.median(lockedRate),
                            10),
                    Outcome.under("burst", "p99 of one tap", "ms", Samples.median(p99), 5));
        }
    }

    private static Burst burst(int each, Write write) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<long[]>> running = new ArrayList<>();
            for (int w = 0; w < WRITERS; w++) {
                int writer = w;
                running.add(
                        threads.submit(
                                () -> {
                                    long[] nanos = new long[each];
                                    start.await();
                                    for (int i = 0; i < each; i++) {
                                        long begun = System.nanoTime();
                                        write.by(writer, i);
                                        nanos[i] = System.nanoTime() - begun;
                                    }
                                    return nanos;
                                }));
            }
            long begun = System.nanoTime();
            start.countDown();
            LongStream all = LongStream.empty();
            for (Future<long[]> one : running) {
                all = LongStream.concat(all, LongStream.of(one.get()));
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            return new Burst(WRITERS * each / seconds, all.toArray());
        } catch (ExecutionException e) {
            throw new IllegalStateException("a writer failed", e.getCause());
        }
    }
}
