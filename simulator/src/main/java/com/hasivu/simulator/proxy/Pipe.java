package com.hasivu.simulator.proxy;

import com.hasivu.simulator.proxy.Toxic.Direction;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One direction of one connection. Threading: a virtual thread reads and stamps each chunk with the
 * time it is due, another writes; so latency does not thin the stream. The queue between them is
 * bounded: a slow link pushes back.
 */
final class Pipe {
    private static final int CHUNK = 16 * 1024;
    private static final int CHUNKS = 256;

    /** Bytes and when they may go on; no bytes: the end of the stream. */
    private record Due(byte[] bytes, long atNanos, long readNanos) {}

    private final Direction way;
    private final Socket from;
    private final Socket to;
    private final Supplier<List<Toxic>> toxics;
    private final Tally tally;
    private final Random random;
    private final Runnable drained;
    private final Runnable end;
    private final BlockingQueue<Due> queue = new ArrayBlockingQueue<>(CHUNKS);
    private Toxic.LimitData limit = new Toxic.LimitData(Direction.BOTH, Long.MAX_VALUE);
    private long left; // of the limit

    /** {@code drained}: this direction came to its end; {@code end} closes both. */
    Pipe(
            Direction way,
            Socket from,
            Socket to,
            Supplier<List<Toxic>> toxics,
            Tally tally,
            long seed,
            Runnable drained,
            Runnable end) {
        this.way = way;
        this.from = from;
        this.to = to;
        this.toxics = toxics;
        this.tally = tally;
        this.random = new Random(seed);
        this.drained = drained;
        this.end = end;
    }

    void start() {
        Thread.ofVirtual().name("pipe-read " + way).start(this::read);
        Thread.ofVirtual().name("pipe-write " + way).start(this::write);
    }

    private void read() {
        try {
            InputStream in = from.getInputStream(); // not closed: that would end both directions
            byte[] buffer = new byte[CHUNK];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                long now = System.nanoTime();
                queue.put(new Due(Arrays.copyOf(buffer, n), now + latency(), now));
            }
            queue.put(new Due(new byte[0], System.nanoTime() + latency(), System.nanoTime()));
        } catch (IOException e) {
            end.run(); // reset by its peer, or ended by the other direction: so is the whole
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void write() {
        try {
            OutputStream out = to.getOutputStream();
            while (true) {
                Due due = queue.take();
                waitUntil(due.atNanos());
                if (due.bytes().length == 0) {
                    pass(Toxic.SlowClose.class)
                            .findFirst()
                            .ifPresent(
                                    slow -> {
                                        tally.ended.incrementAndGet();
                                        pause(slow.by());
                                    });
                    to.shutdownOutput();
                    drained.run();
                    return;
                }
                if (due.atNanos() > due.readNanos()) {
                    tally.delayed.addAndGet(due.bytes().length);
                }
                if (!forward(out, due.bytes())) {
                    end.run();
                    return;
                }
            }
        } catch (IOException e) {
            end.run(); // its reader is gone
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False when the connection must end here. */
    private boolean forward(OutputStream out, byte[] bytes) throws IOException {
        if (pass(Toxic.Vanish.class).findAny().isPresent()) {
            tally.dropped.addAndGet(bytes.length);
            return true;
        }
        int allowed = (int) Math.min(bytes.length, allowance());
        int at = 0;
        while (at < allowed) {
            int piece = Math.min(allowed - at, piece());
            tally.passed.addAndGet(piece); // before they are seen: who counts sees no fewer
            out.write(bytes, at, piece);
            out.flush();
            at += piece;
            pace(piece, at < allowed);
        }
        left -= allowed;
        if (allowed < bytes.length) {
            tally.dropped.addAndGet(bytes.length - allowed);
            tally.ended.incrementAndGet();
            return false;
        }
        return true;
    }

    private long allowance() {
        Toxic.LimitData now =
                pass(Toxic.LimitData.class)
                        .findFirst()
                        .orElse(new Toxic.LimitData(Direction.BOTH, Long.MAX_VALUE));
        if (!now.equals(limit)) {
            limit = now;
            left = now.bytes();
        }
        return limit.bytes() == Long.MAX_VALUE ? Long.MAX_VALUE : left;
    }

    private int piece() {
        int slice = pass(Toxic.Slicer.class).mapToInt(Toxic.Slicer::bytes).min().orElse(CHUNK);
        // a tenth of a second's worth, so that a thin link is even
        long thin =
                pass(Toxic.Bandwidth.class)
                        .mapToLong(b -> Math.max(1, b.bytesPerSecond() / 10))
                        .min()
                        .orElse(CHUNK);
        return (int) Math.min(slice, thin);
    }

    private void pace(int piece, boolean more) {
        pass(Toxic.Bandwidth.class)
                .findFirst()
                .ifPresent(
                        thin -> {
                            tally.delayed.addAndGet(piece);
                            pause(Duration.ofNanos(piece * 1_000_000_000L / thin.bytesPerSecond()));
                        });
        if (more) {
            pass(Toxic.Slicer.class)
                    .findFirst()
                    .ifPresent(
                            slicer -> {
                                tally.delayed.addAndGet(piece);
                                pause(slicer.pause());
                            });
        }
    }

    private long latency() {
        return pass(Toxic.Latency.class)
                .mapToLong(
                        l -> l.by().toNanos() + (long) (random.nextDouble() * l.jitter().toNanos()))
                .sum();
    }

    private <T extends Toxic> java.util.stream.Stream<T> pass(Class<T> kind) {
        return toxics.get().stream()
                .filter(kind::isInstance)
                .map(kind::cast)
                .filter(toxic -> toxic.direction().covers(way));
    }

    private static void waitUntil(long nanos) {
        pause(Duration.ofNanos(Math.max(0, nanos - System.nanoTime())));
    }

    private static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos()); // the toxic is a delay
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
