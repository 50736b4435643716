package com.hasivu.reader.supervisor;

import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.PresenceRules.Reads;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.RfidReader;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** A driver that opens what a script says, and moves the clock as it goes. */
final class FakeReader implements ReaderDriver {
    /** What happens next, at a time on the fake clock. */
    sealed interface Line {
        record At(long millis, ReaderEvent event) implements Line {}

        /** The whole process stands still; then the reader tells what waited on the line. */
        record StandStill(long millis, Optional<ReaderEvent> waiting) implements Line {}

        record Refused() implements Line {}

        /** The driver has a bug. */
        record Bug() implements Line {}

        record End() implements Line {}
    }

    final AtomicLong clock = new AtomicLong();
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    Reads reads = Reads.BY_ITSELF;
    private final Queue<Line> script;
    private final Runnable atEnd;

    FakeReader(List<Line> script, Runnable atEnd) {
        this.script = new ConcurrentLinkedQueue<>(script);
        this.atEnd = atEnd;
    }

    @Override
    public String kind() {
        return "fake";
    }

    @Override
    public Set<String> settings() {
        return Set.of();
    }

    @Override
    public PresenceRules presence(ReaderConfig config) {
        return new PresenceRules(Duration.ofMillis(300), Duration.ofMillis(40), reads);
    }

    @Override
    public FrameDecoder decoder() {
        throw new IllegalStateException("no test decodes here");
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        if (script.peek() instanceof Line.Refused) {
            script.remove();
            throw new ReaderException("no such device");
        }
        opened.incrementAndGet();
        return new RfidReader() {
            @Override
            public Optional<ReaderEvent> next(Duration patience) {
                long now = clock.get();
                if (script.peek() instanceof Line.At(var millis, var event)
                        && millis * 1_000_000 - now > patience.toNanos()) {
                    clock.set(now + patience.toNanos());
                    return Optional.empty();
                }
                return switch (script.poll()) {
                    case Line.StandStill(var millis, var waiting) -> {
                        clock.addAndGet(millis * 1_000_000);
                        yield waiting;
                    }
                    case Line.At(var millis, var event) -> {
                        clock.set(millis * 1_000_000);
                        yield Optional.of(event);
                    }
                    case Line.Bug bug -> throw new ArithmeticException("long overflow");
                    case Line.Refused refused ->
                            throw new IllegalStateException("the script refuses an open reader");
                    case Line.End end -> {
                        atEnd.run();
                        yield Optional.empty();
                    }
                    case null -> Optional.empty();
                };
            }

            @Override
            public void close() {
                closed.incrementAndGet();
            }
        };
    }
}
