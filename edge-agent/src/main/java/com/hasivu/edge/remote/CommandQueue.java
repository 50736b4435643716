package com.hasivu.edge.remote;

import com.hasivu.protocol.wire.Command;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Commands that came and wait for {@link RemoteControl}; bounded, as the cloud sends again what was
 * not answered. Thread-safe; only taking blocks.
 */
public final class CommandQueue {
    static final int LIMIT = 64;
    private static final Logger LOG = LoggerFactory.getLogger(CommandQueue.class);

    private final BlockingQueue<Optional<Command>> waiting = new ArrayBlockingQueue<>(LIMIT);

    /** A command of the cloud for this station; its signature and address are checked. */
    public void put(Command command) {
        if (!waiting.offer(Optional.of(command))) {
            LOG.warn("command {} dropped: too many at once; it comes again", command.getId());
        }
    }

    /** Makes {@link #take} return. */
    void wake() {
        var unused = waiting.offer(Optional.empty()); // full: it returns anyway
    }

    /** The next one; empty when woken or when {@code patience} has passed. */
    Optional<Command> take(Duration patience) throws InterruptedException {
        Optional<Command> next = waiting.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        return next == null ? Optional.empty() : next;
    }
}
