package com.hasivu.simulator.bench;

import com.hasivu.simulator.web.Answer;
import com.hasivu.simulator.web.HttpLine;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoopGroup;

import org.HdrHistogram.Histogram;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Connections that each ask again as soon as their answer is there, on the event loops: no thread
 * changes, no pipelining. An answer with another status than is wanted ends it.
 */
final class ClosedLoop {
    private static final long PATIENCE_SECONDS = 30;

    private ClosedLoop() {}

    /** What came of it. */
    record Result(double perSecond, double p99Millis, long requests) {}

    /**
     * @param requests makes the next request's bytes; called on the event loops
     */
    static Result run(
            EventLoopGroup loops,
            InetSocketAddress server,
            int connections,
            Supplier<ByteBuf> requests,
            int status,
            double seconds)
            throws IOException, InterruptedException {
        var failure = new AtomicReference<Optional<String>>(Optional.empty());
        var running = new CountDownLatch(connections);
        List<Asker> askers = new ArrayList<>();
        try {
            for (int i = 0; i < connections; i++) {
                var asker = new Asker(requests, status, failure, running);
                asker.line = Optional.of(HttpLine.open(loops, server, asker));
                askers.add(asker);
            }
            long begun = System.nanoTime();
            long until = begun + (long) (seconds * 1e9);
            askers.forEach(asker -> asker.begin(until));
            boolean ended = running.await((long) seconds + PATIENCE_SECONDS, TimeUnit.SECONDS);
            double took = (System.nanoTime() - begun) / 1e9;
            Optional<String> failed = Objects.requireNonNull(failure.get());
            if (!ended || failed.isPresent()) {
                throw new IOException(
                        "http://%s:%d: %s"
                                .formatted(
                                        server.getHostString(),
                                        server.getPort(),
                                        failed.orElse("an answer did not come")));
            }
            var all = new Histogram(3);
            askers.forEach(asker -> all.add(asker.micros));
            return new Result(
                    all.getTotalCount() / took,
                    all.getValueAtPercentile(99) / 1e3,
                    all.getTotalCount());
        } finally {
            askers.forEach(asker -> asker.line.ifPresent(HttpLine::close));
        }
    }

    /** One connection. Its event loop alone touches it once it has begun. */
    private static final class Asker implements HttpLine.Listener {
        private final Supplier<ByteBuf> requests;
        private final int status;
        private final AtomicReference<Optional<String>> failure;
        private final CountDownLatch running;
        private final Histogram micros = new Histogram(3);
        private Optional<HttpLine> line = Optional.empty();
        private volatile long until; // written before the first request
        private long sent;
        private boolean ended;

        Asker(
                Supplier<ByteBuf> requests,
                int status,
                AtomicReference<Optional<String>> failure,
                CountDownLatch running) {
            this.requests = requests;
            this.status = status;
            this.failure = failure;
            this.running = running;
        }

        void begin(long end) {
            sent = System.nanoTime();
            until = end;
            line.orElseThrow().send(requests.get());
        }

        @Override
        public void answered(Answer answer) {
            long now = System.nanoTime();
            if (answer.status() != status) {
                end(Optional.of("answered %d: %s".formatted(answer.status(), answer.text())));
                return;
            }
            micros.recordValue((now - sent) / 1_000);
            if (now >= until) {
                end(Optional.empty());
                return;
            }
            sent = now;
            line.orElseThrow().send(requests.get());
        }

        @Override
        public void lost(String why) {
            if (!ended) {
                end(Optional.of(why));
            }
        }

        private void end(Optional<String> why) {
            if (!ended) {
                ended = true;
                if (why.isPresent()) {
                    failure.compareAndSet(Optional.empty(), why);
                }
                running.countDown();
            }
        }
    }
}
