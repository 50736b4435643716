package com.hasivu.edge.sync;

import com.hasivu.edge.identity.Credentials;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.journal.Journal;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.CommandResult;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;

/**
 * Keeps cloud and station in step for the life of the station: the threads around a {@link
 * SyncEngine}.
 *
 * <p>Threading: one platform thread, {@code sync}, turns the engine. It may wait for broker and
 * disk. The thread {@code sync-journal} only wakes it when the journal grows, so a tap is sent at
 * once. Nothing here is called by the tap path, and no failure here ends the station.
 */
public final class Sync implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sync.class);
    private static final Duration WATCH = Duration.ofSeconds(60);
    private static final Duration QUICK_END = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofSeconds(12);

    private final Journal journal;
    private final SyncEngine engine;
    private final Thread thread = Thread.ofPlatform().name("sync").unstarted(this::run);
    private final Thread watch =
            Thread.ofPlatform().daemon().name("sync-journal").unstarted(this::watch);

    private volatile boolean stopping;

    /**
     * Sync with the broker at {@code host} and {@code port}, showing these credentials, which are
     * renewed over its links.
     */
    public static Sync over(
            Credentials credentials, String host, int port, SyncEngine.Parts parts) {
        Identity identity = credentials.next();
        Topics topics = new Topics(identity.school(), identity.station());
        MqttLink.Door door =
                new RenewingDoor(
                        credentials,
                        topics,
                        tls -> new PahoDoor(host, port, topics, Optional.of(tls)));
        return new Sync(topics, identity, door, parts, SyncRules.DEFAULT);
    }

    Sync(
            Topics topics,
            Identity identity,
            MqttLink.Door door,
            SyncEngine.Parts parts,
            SyncRules rules) {
        this.journal = parts.journal();
        this.engine = new SyncEngine(topics, identity, door, parts, rules);
    }

    /** Starts both threads. Once. */
    public Sync start() {
        thread.start();
        watch.start();
        return this;
    }

    /** How it fares. Any thread. */
    public SyncStatus status() {
        SyncStatus status = engine.status();
        return thread.getState() == Thread.State.TERMINATED
                ? status.offline("sync has ended; restart the station")
                : status;
    }

    /**
     * Sends a command's result once the link is up. What is lost on the way, or does not fit, the
     * cloud asks for again. Any thread, never blocks.
     */
    public void tell(CommandResult result) {
        engine.tell(result);
    }

    /** A reader fares otherwise than the last status told. Any thread, never blocks. */
    public void readersChanged() {
        engine.readersChanged();
    }

    /** Asks for the whole snapshot once the link is up. Any thread, never blocks. */
    public void refetchSnapshot() {
        engine.refetchSnapshot();
    }

    /** A round may also end by a LinkageError: so zstd fails when its native part cannot load. */
    private void run() {
        while (!stopping) {
            try {
                engine.turn(engine.dueInMillis());
            } catch (InterruptedException e) {
                stopping = true;
            } catch (RuntimeException | LinkageError | AssertionError e) {
                LOG.error("sync failed; serving goes on, sync starts anew in a moment", e);
                engine.startAnew();
            }
        }
        engine.goodbye();
    }

    private void watch() {
        long seen = 0;
        try {
            while (!stopping) {
                if (journal.awaitRecordsAfter(seen, WATCH)) {
                    seen = journal.lastSequence();
                    engine.wake();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the end of the station
        }
    }

    /** Says goodbye and ends both threads; back when that is done, or after 14 s. */
    @Override
    public void close() {
        stopping = true;
        engine.stop();
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        watch.interrupt();
        try {
            boolean ended = thread.join(QUICK_END);
            if (!ended && engine.isConnecting()) {
                thread.interrupt(); // not elsewhere: an interrupt in a write closes the file
            }
            if (!ended && !thread.join(END)) {
                LOG.warn("sync is still waiting for the broker; left to itself");
            }
            watch.join(QUICK_END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
