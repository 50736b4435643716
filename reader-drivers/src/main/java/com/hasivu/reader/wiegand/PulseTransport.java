package com.hasivu.reader.wiegand;

import com.hasivu.reader.bus.GpioEdges;
import com.hasivu.reader.line.Transport;

import java.time.Duration;
import java.util.Optional;

/**
 * Edges of two pins as lines of bits; a line is handed over whole, when the pause after it came.
 */
final class PulseTransport implements Transport {
    private final GpioEdges edges;
    private final int d1;
    private final PulseCollector collector;
    private long lastHeardNanos;

    PulseTransport(GpioEdges edges, int d1, Duration pause) {
        this.edges = edges;
        this.d1 = d1;
        this.collector = new PulseCollector(pause.toNanos());
    }

    @Override
    public int staleBytes() {
        return edges.staleEdges();
    }

    @Override
    public Got read(Duration patience) throws InterruptedException {
        long until = System.nanoTime() + patience.toNanos();
        Optional<Got> got = look(patience);
        while (got.isEmpty()) {
            got = look(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
        }
        return got.get();
    }

    /** Empty while a line grows: edges that wait are all taken, however short the patience. */
    private Optional<Got> look(Duration patience) throws InterruptedException {
        return switch (edges.next(patience)) {
            case GpioEdges.Got.Fell(var line, var since, var heard) -> {
                Optional<Got> ended = collector.pulse(line == d1, since).map(this::bytes);
                lastHeardNanos = heard;
                yield ended;
            }
            case GpioEdges.Got.Quiet(var since) -> collector.quiet(since).map(this::bytes);
            case GpioEdges.Got.Nothing nothing -> Optional.of(new Got.Nothing());
            case GpioEdges.Got.Lost(var why) -> Optional.of(new Got.Lost(why));
            case GpioEdges.Got.Closed closed -> Optional.of(new Got.Closed());
        };
    }

    private Got bytes(byte[] line) {
        return new Got.Bytes(line, lastHeardNanos);
    }

    /** Nothing can be said to a Wiegand reader on these lines. */
    @Override
    public boolean write(byte[] bytes) {
        return true;
    }

    @Override
    public void close() {
        edges.close();
    }
}
