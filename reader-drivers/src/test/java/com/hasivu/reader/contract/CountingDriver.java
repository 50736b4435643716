package com.hasivu.reader.contract;

import com.hasivu.reader.FrameDecoder;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.RfidReader;

import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A driver that counts how often it is asked to open, notes when its readers read, and lets a test
 * act as soon as a port is.
 */
record CountingDriver(
        ReaderDriver driver, AtomicInteger attempts, Queue<Long> readAt, Runnable onOpen)
        implements ReaderDriver {
    @Override
    public String kind() {
        return driver.kind();
    }

    @Override
    public Set<String> settings() {
        return driver.settings();
    }

    @Override
    public Set<String> secrets() {
        return driver.secrets();
    }

    @Override
    public PresenceRules presence(ReaderConfig config) {
        return driver.presence(config);
    }

    @Override
    public RfidReader open(ReaderConfig config) {
        attempts.incrementAndGet();
        RfidReader reader = driver.open(config);
        onOpen.run();
        return new Noting(reader, readAt);
    }

    @Override
    public FrameDecoder decoder() {
        return driver.decoder();
    }

    private record Noting(RfidReader reader, Queue<Long> readAt) implements RfidReader {
        @Override
        public Optional<ReaderEvent> next(Duration patience) throws InterruptedException {
            Optional<ReaderEvent> event = reader.next(patience);
            if (event.orElse(null) instanceof ReaderEvent.TagSeen read) {
                readAt.add(read.atNanos());
            }
            return event;
        }

        @Override
        public void close() {
            reader.close();
        }
    }
}
