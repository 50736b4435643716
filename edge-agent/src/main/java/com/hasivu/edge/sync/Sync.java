package com.hasivu.edge.sync;

import com.hasivu.edge.identity.Credentials;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.protocol.Topics;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * Keeps cloud and station in step for the life of the station.
 *
 * <p>Threading: one platform thread, {@code sync}, hears the inbox, steps the {@link SyncMachine}
 * and performs its effects; it alone touches the plain fields. It may wait for broker and disk. The
 * thread {@code sync-journal} only wakes it when the journal grows, so a tap is sent at once.
 * Nothing here is called by the tap path, and no failure here ends the station.
 */
public final class Sync implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sync.class);
    private static final long IDLE_MILLIS = 60_000;
    private static final Duration WATCH = Duration.ofSeconds(60);
    private static final Duration QUICK_END = Duration.ofSeconds(1);
    private static final Duration END = Duration.ofSeconds(12);

    /** What sync works on. */
    public record Parts(
            Journal journal,
            SnapshotStore snapshots,
            CloudClock clock,
            long bootId,
            SyncListener listener,
            RandomGenerator random) {}

    private final Journal journal;
    private final SnapshotStore snapshots;
    private final MqttLink.Door door;
    private final Mouth mouth;
    private final Downlink downlink;
    private final SyncListener listener;
    private final RandomGenerator random;
    private final SyncRules rules;
    private final SyncMachine machine;
    private final SyncStats stats = new SyncStats();
    private final Inbox inbox = new Inbox();
    private final Thread thread = Thread.ofPlatform().name("sync").unstarted(this::run);
    private final Thread watch =
            Thread.ofPlatform().daemon().name("sync-journal").unstarted(this::watch);

    private Optional<MqttLink> link = Optional.empty();
    private long linkNumber;
    private volatile SyncState state;
    private volatile String why = "not connected yet";
    private volatile boolean stopping;

    /**
     * Sync with the broker at {@code host} and {@code port}, showing these credentials, which are
     * renewed over its links.
     */
    public static Sync over(Credentials credentials, String host, int port, Parts parts) {
        Identity identity = credentials.next();
        Topics topics = new Topics(identity.school(), identity.station());
        MqttLink.Door door =
                new RenewingDoor(
                        credentials,
                        topics,
                        tls -> new PahoDoor(host, port, topics, Optional.of(tls)));
        return new Sync(topics, identity, door, parts, SyncRules.DEFAULT);
    }

    Sync(Topics topics, Identity identity, MqttLink.Door door, Parts parts, SyncRules rules) {
        this.journal = parts.journal();
        this.snapshots = parts.snapshots();
        this.door = door;
        this.listener = parts.listener();
        this.random = parts.random();
        this.rules = rules;
        this.machine = new SyncMachine(rules);
        this.mouth = new Mouth(topics, parts, stats);
        this.downlink =
                new Downlink(
                        topics,
                        parts.journal(),
                        parts.snapshots(),
                        identity.snapshotKeys(),
                        parts.clock(),
                        stats);
        this.state = fresh();
    }

    /** Starts both threads. Once. */
    public Sync start() {
        thread.start();
        watch.start();
        return this;
    }

    /** How it fares. Any thread. */
    public SyncStatus status() {
        SyncState s = state;
        boolean ended = thread.getState() == Thread.State.TERMINATED;
        boolean online = s.online() && !ended;
        return new SyncStatus(
                online,
                online ? "" : ended ? "sync has ended; restart the station" : why,
                journal.cursor().sequence(),
                journal.lastSequence(),
                s.up().halted(),
                stats.snapshot());
    }

    private SyncState fresh() {
        return SyncState.start(
                journal.cursor().sequence(),
                journal.lastSequence(),
                snapshots.active().map(Snapshot::version).orElse(0L),
                rules,
                now());
    }

    /** A round may also end by a LinkageError: so zstd fails when its native part cannot load. */
    private void run() {
        while (!stopping) {
            try {
                turn();
            } catch (InterruptedException e) {
                stopping = true;
            } catch (RuntimeException | LinkageError | AssertionError e) {
                stats.add("failures", 1);
                LOG.error("sync failed; serving goes on, sync starts anew in a moment", e);
                startAnew();
            }
        }
        goodbye();
    }

    private void turn() throws InterruptedException {
        long patience = Math.min(IDLE_MILLIS, state.wakeAt(rules) - now());
        Optional<Inbox.Item> item = inbox.take(patience);
        long lost = inbox.takeOverflowed();
        if (lost > 0) {
            downlink.overflowed(lost, now());
        }
        if (journal.lastSequence() > state.up().end()) {
            feed(new Input.Grew(journal.lastSequence()));
        }
        feed(item.flatMap(this::hear).orElse(new Input.Tick()));
    }

    private Optional<Input> hear(Inbox.Item item) {
        return switch (item) {
            case Inbox.Item.Message m when m.link() == linkNumber ->
                    downlink.hear(m.topic(), m.payload(), now());
            case Inbox.Item.Lost(var number, var reason) when number == linkNumber ->
                    Optional.of(down(reason, false));
            default -> Optional.empty(); // of a link that was dropped
        };
    }

    /** Steps and acts until nothing follows. An effect's answer comes before anything else. */
    private void feed(Input first) throws InterruptedException {
        Deque<Input> inputs = new ArrayDeque<>();
        inputs.add(first);
        while (!inputs.isEmpty() && !stopping) {
            SyncMachine.Step step = machine.step(state, inputs.remove(), now());
            state = step.state();
            for (Effect effect : step.effects()) {
                perform(effect).ifPresent(inputs::add);
            }
        }
    }

    private Optional<Input> perform(Effect effect) throws InterruptedException {
        try {
            return switch (effect) {
                case Effect.Connect connect -> Optional.of(connect());
                case Effect.Drop(var reason) -> {
                    stats.add("silent-links", 1);
                    down(reason, false);
                    yield Optional.empty();
                }
                case Effect.Send(var from) ->
                        link.isPresent()
                                ? Optional.of(mouth.send(link.get(), from))
                                : Optional.empty(); // lost by an effect before this one
                case Effect.MoveCursor(var upTo) -> {
                    mouth.moveCursor(upTo);
                    listener.acked(upTo, upTo == journal.lastSequence());
                    yield Optional.empty();
                }
                case Effect.Halted(var reason) -> {
                    LOG.error(
                            "sync of epoch {} stopped: {}; the counter goes on serving. Compare"
                                    + " 'hasivu-edge journal verify' with the cloud's records of"
                                    + " this station, then enrol it anew with an empty state folder",
                            "%016x".formatted(journal.epoch()),
                            reason);
                    yield Optional.empty();
                }
                case Effect.AskTime ask -> tell(l -> mouth.askTime(l));
                case Effect.AskSnapshot(var full, var reason) ->
                        tell(l -> mouth.askSnapshot(l, full, reason));
                case Effect.TellStatus tell -> tell(l -> mouth.tellStatus(l, true, state));
            };
        } catch (LinkException e) {
            return Optional.of(down(String.valueOf(e.getMessage()), e.refused()));
        }
    }

    private interface Telling {
        void to(MqttLink link) throws LinkException, InterruptedException;
    }

    private Optional<Input> tell(Telling telling) throws LinkException, InterruptedException {
        if (link.isPresent()) {
            telling.to(link.get());
        }
        return Optional.empty();
    }

    private Input connect() throws InterruptedException {
        long number = ++linkNumber;
        stats.add("connects", 1);
        try {
            link =
                    Optional.of(
                            door.open(
                                    mouth.will(),
                                    new MqttLink.Ear() {
                                        @Override
                                        public void arrived(String topic, byte[] payload) {
                                            inbox.put(
                                                    new Inbox.Item.Message(number, topic, payload));
                                        }

                                        @Override
                                        public void lost(String reason) {
                                            inbox.put(new Inbox.Item.Lost(number, reason));
                                        }
                                    }));
        } catch (LinkException e) {
            return down(String.valueOf(e.getMessage()), e.refused());
        }
        LOG.info("link to the broker is up");
        why = "";
        listener.link(true);
        return new Input.Connected();
    }

    private Input down(String reason, boolean refused) {
        boolean wasUp = link.isPresent();
        linkNumber++;
        link.ifPresent(MqttLink::close);
        link = Optional.empty();
        if (wasUp || !reason.equals(why)) {
            LOG.warn("link to the broker is down: {}; serving goes on, trying again", reason);
        }
        why = reason;
        if (wasUp) {
            listener.link(false);
        }
        return new Input.Disconnected(reason, refused, random.nextDouble());
    }

    private void startAnew() {
        try {
            down("sync failed", false);
            SyncState again = fresh();
            state = again.link(new SyncState.Link.Offline(now() + rules.retryCap(), 0));
        } catch (RuntimeException | LinkageError | AssertionError e) {
            LOG.error("sync cannot start anew; trying once more later", e);
            why = "sync failed";
            state = state.link(new SyncState.Link.Offline(now() + rules.refusedCap(), 0));
        }
    }

    private void goodbye() {
        if (link.isPresent()) {
            try {
                mouth.tellStatus(link.get(), false, state);
            } catch (LinkException e) {
                LOG.debug("no goodbye: {}", e.getMessage());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException | LinkageError | AssertionError e) {
                LOG.warn("no goodbye", e);
            }
            link.ifPresent(MqttLink::close);
        }
    }

    private void watch() {
        long seen = 0;
        try {
            while (!stopping) {
                if (journal.awaitRecordsAfter(seen, WATCH)) {
                    seen = journal.lastSequence();
                    inbox.wake();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the end of the station
        }
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** Says goodbye and ends both threads; back when that is done, or after 14 s. */
    @Override
    public void close() {
        stopping = true;
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        watch.interrupt();
        inbox.wake();
        try {
            boolean ended = thread.join(QUICK_END);
            if (!ended && state.link() instanceof SyncState.Link.Connecting) {
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
