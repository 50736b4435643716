package com.hasivu.edge.sync;

import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.CommandResult;
import com.hasivu.protocol.wire.ReaderState;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The whole of sync but its threads: hears what came, steps the {@link SyncMachine}, performs its
 * effects. {@link Sync} turns it on a thread of its own; the simulator turns it on a virtual clock.
 *
 * <p>Threading: {@link #turn} and what begins or ends it from one thread, which alone touches the
 * plain fields. The others from any.
 */
public final class SyncEngine {
    private static final Logger LOG = LoggerFactory.getLogger(SyncEngine.class);
    private static final long IDLE_MILLIS = 60_000;
    private static final int RESULTS_LIMIT = 64;

    /**
     * What sync works on.
     *
     * @param readers how they fare now; asked on sync's thread
     * @param wall for labels only
     * @param nanoTime monotonic; every wait is measured by it
     */
    public record Parts(
            Journal journal,
            SnapshotStore snapshots,
            CloudClock clock,
            long bootId,
            SyncListener listener,
            RandomGenerator random,
            InstantSource wall,
            LongSupplier nanoTime,
            Supplier<List<ReaderState>> readers) {}

    private final Journal journal;
    private final SnapshotStore snapshots;
    private final MqttLink.Door door;
    private final Mouth mouth;
    private final Downlink downlink;
    private final SyncListener listener;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private final SyncRules rules;
    private final SyncMachine machine;
    private final SyncStats stats = new SyncStats();
    private final Inbox inbox = new Inbox();
    private final BlockingQueue<CommandResult> results = new ArrayBlockingQueue<>(RESULTS_LIMIT);
    private final AtomicBoolean wantsSnapshot = new AtomicBoolean();
    private final AtomicBoolean readersChanged = new AtomicBoolean();

    private Optional<MqttLink> link = Optional.empty();
    private long linkNumber;
    private volatile SyncState state;
    private volatile String why = "not connected yet";
    private volatile boolean stopping;

    /** Nothing is done before the first {@link #turn}. */
    public SyncEngine(
            Topics topics, Identity identity, MqttLink.Door door, Parts parts, SyncRules rules) {
        this.journal = parts.journal();
        this.snapshots = parts.snapshots();
        this.door = door;
        this.listener = parts.listener();
        this.random = parts.random();
        this.nanoTime = parts.nanoTime();
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
                        parts.listener()::command,
                        stats);
        this.state = fresh();
    }

    /** How it fares. Any thread. */
    public SyncStatus status() {
        SyncState s = state;
        return new SyncStatus(
                s.online(),
                s.online() ? "" : why,
                journal.cursor().sequence(),
                journal.lastSequence(),
                s.up().halted(),
                s.draining(),
                stats.snapshot());
    }

    /** Milliseconds until something is due although nothing is heard; 0 or less: now. */
    public long dueInMillis() {
        return Math.min(IDLE_MILLIS, state.wakeAt(rules) - now());
    }

    /**
     * Waits until something is heard, {@link #wake} is called or the time is over; then does all
     * that is due. Any throwable but an interrupt is a bug or a broken disk: {@link #startAnew}.
     *
     * @return whether something was heard
     */
    public boolean turn(long patienceMillis) throws InterruptedException {
        Optional<Inbox.Item> item = inbox.take(patienceMillis);
        long lost = inbox.takeOverflowed();
        if (lost > 0) {
            downlink.overflowed(lost, now());
        }
        if (journal.lastSequence() > state.up().end()) {
            feed(new Input.Grew(journal.lastSequence()));
        }
        feed(item.flatMap(this::hear).orElse(new Input.Tick()));
        if (wantsSnapshot.getAndSet(false)) {
            feed(new Input.Misfit("a command"));
        }
        if (readersChanged.getAndSet(false)) {
            feed(new Input.Untold());
        }
        tellResults();
        return item.isPresent();
    }

    /**
     * Sends a command's result once the link is up. What is lost on the way, or does not fit, the
     * cloud asks for again. Any thread, never blocks.
     */
    public void tell(CommandResult result) {
        if (!results.offer(result)) {
            stats.add("results-dropped", 1);
        }
        inbox.wake();
    }

    /** Asks for the whole snapshot once the link is up. Any thread, never blocks. */
    public void refetchSnapshot() {
        wantsSnapshot.set(true);
        inbox.wake();
    }

    /** A reader fares otherwise than the last status told. Any thread, never blocks. */
    public void readersChanged() {
        readersChanged.set(true);
        inbox.wake();
    }

    /** Ends a waiting {@link #turn}. */
    public void wake() {
        inbox.wake();
    }

    /** No effect is begun any more. */
    void stop() {
        stopping = true;
        wake();
    }

    boolean isConnecting() {
        return state.link() instanceof SyncState.Link.Connecting;
    }

    private SyncState fresh() {
        return SyncState.start(
                journal.cursor().sequence(),
                journal.lastSequence(),
                snapshots.active().map(Snapshot::version).orElse(0L),
                rules,
                now());
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
                case Effect.Send send ->
                        link.isPresent()
                                ? Optional.of(mouth.send(link.get(), send))
                                : Optional.empty(); // lost by an effect before this one
                case Effect.MoveCursor(var upTo) -> {
                    mouth.moveCursor(upTo);
                    listener.acked(upTo, upTo == journal.lastSequence());
                    yield Optional.empty();
                }
                case Effect.Halted(var reason) -> {
                    LOG.error(
                            "epoch {} is not merged any more: {}; the counter goes on serving, what"
                                    + " the cloud lacks is sent to its review, then another journal"
                                    + " is begun",
                            "%016x".formatted(journal.epoch()),
                            reason);
                    yield Optional.empty();
                }
                case Effect.Ended(var reason, var last) -> {
                    listener.ended(reason, last);
                    yield Optional.empty();
                }
                case Effect.AskTime ask -> tell(l -> mouth.askTime(l));
                case Effect.AskSnapshot(var full, var reason) ->
                        tell(l -> mouth.askSnapshot(l, full, reason));
                case Effect.TellStatus tell -> tell(l -> mouth.tellStatus(l, true));
            };
        } catch (LinkException e) {
            return Optional.of(down(String.valueOf(e.getMessage()), e.refused()));
        }
    }

    private void tellResults() throws InterruptedException {
        while (link.isPresent() && !results.isEmpty()) {
            try {
                mouth.tellResult(link.get(), results.element());
                results.remove();
            } catch (LinkException e) {
                feed(down(String.valueOf(e.getMessage()), e.refused()));
            }
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

    /** After a failure: drops the link, forgets the conversation, tries again later. */
    public void startAnew() {
        stats.add("failures", 1);
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

    /** Tells the cloud that this station leaves, if that is quick, and drops the link. */
    public void goodbye() {
        if (link.isPresent()) {
            try {
                for (CommandResult result : results) {
                    mouth.tellResult(link.get(), result);
                }
                mouth.tellStatus(link.get(), false);
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

    private long now() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
    }
}
