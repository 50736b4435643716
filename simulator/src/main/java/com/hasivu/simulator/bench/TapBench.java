package com.hasivu.simulator.bench;

import com.hasivu.reader.FrameDecoder;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Last byte to signal, durable: the frame is decoded, decided, journalled and signalled by the
 * shipped classes, beside a raw 64-byte O_DSYNC append on the same disk, round by round.
 */
final class TapBench {
    private static final long PACE_NANOS = 200_000_000; // 5 taps a second
    private final Path dir;
    private final int rounds;
    private final int perRound;
    private final int paced;

    TapBench(Path dir, boolean quick) {
        this.dir = dir;
        this.rounds = quick ? 3 : 7;
        this.perRound = quick ? 300 : 1_000;
        this.paced = quick ? 10 : 50;
    }

    private interface Once {
        void run() throws IOException;
    }

    List<Outcome> run() throws IOException, InterruptedException {
        BenchSchool school = new BenchSchool(3_000);
        List<Outcome> outcomes = new ArrayList<>();
        try (RawAppend raw = new RawAppend(dir.resolve("raw"));
                Counter counter = new Counter(dir.resolve("journal"), school)) {
            FrameDecoder decoder = BenchSchool.decoder();
            int[] next = {0};
            Once ours =
                    () -> {
                        byte[] frame = school.frames.get(next[0]++ % school.frames.size());
                        long lastByte = System.nanoTime();
                        counter.tap(BenchSchool.decode(decoder, frame), lastByte);
                    };
            long first = time(ours);
            series(perRound, ours); // warm-up
            series(perRound, raw::append);

            double[] p50 = new double[rounds];
            double[] p99 = new double[rounds];
            double[] rawP50 = new double[rounds];
            double[] rawP99 = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                long[] r = series(perRound, raw::append);
                long[] o = series(perRound, ours);
                p50[i] = Samples.percentile(o, 0.50);
                p99[i] = Samples.percentile(o, 0.99);
                rawP50[i] = Samples.percentile(r, 0.50);
                rawP99[i] = Samples.percentile(r, 0.99);
            }
            double steady = Samples.median(p50);
            outcomes.add(
                    Outcome.atMost(
                            "tap", "p50 back to back", "us", steady, Samples.median(rawP50), 1.10));
            outcomes.add(
                    Outcome.atMost(
                            "tap",
                            "p99 back to back",
                            "us",
                            Samples.median(p99),
                            Samples.median(rawP99),
                            1.25));
            outcomes.add(pacedAgainst(raw::append, ours));
            outcomes.add(
                    Outcome.atMost(
                            "tap",
                            "first tap of this process against steady",
                            "us",
                            first / 1e3,
                            steady,
                            2));
        }
        return outcomes;
    }

    /** At the pace of a queue: one of ours and one raw append take turns. */
    private Outcome pacedAgainst(Once raw, Once ours) throws IOException, InterruptedException {
        long[] o = new long[paced];
        long[] r = new long[paced];
        for (int i = 0; i < paced; i++) {
            pause();
            o[i] = time(ours);
            pause();
            r[i] = time(raw);
        }
        return Outcome.atMost(
                "tap",
                "p50 at 5 taps/s",
                "us",
                Samples.percentile(o, 0.50),
                Samples.percentile(r, 0.50),
                1.30);
    }

    private static void pause() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(PACE_NANOS / 2); // the pace is what is measured
    }

    private static long[] series(int count, Once once) throws IOException {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            nanos[i] = time(once);
        }
        return nanos;
    }

    private static long time(Once once) throws IOException {
        long begun = System.nanoTime();
        once.run();
        return System.nanoTime() - begun;
    }
}
