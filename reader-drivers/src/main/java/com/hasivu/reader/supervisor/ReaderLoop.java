package com.hasivu.reader.supervisor;

import com.hasivu.reader.CardRead;
import com.hasivu.reader.Indicates;
import com.hasivu.reader.Indication;
import com.hasivu.reader.PresenceRules;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.ReaderDrivers;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.RfidReader;
import com.hasivu.reader.presence.Presence;
import com.hasivu.reader.presence.Presence.Meaning;
import com.hasivu.reader.presence.PresenceState;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Runs one reader for the life of the station: opens it by its stable path, turns reads into taps,
 * and opens it again when it is lost.
 *
 * <p>Threading: {@link #run} belongs to one named platform thread (see {@link #start}), as serial
 * reads hold a virtual thread's carrier; it alone touches the plain fields and calls the listeners.
 * {@link #close} may come from any thread.
 */
public final class ReaderLoop implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReaderLoop.class);

    /** Longest wait in one look: bounds how late a departed card is noticed. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** A link that held this long was good: the next loss starts with short waits again. */
    static final Duration STABLE = Duration.ofSeconds(5);

    /**
     * Longest from one look to the next, the tap between them included. After more the process
     * stood still (SIGSTOP, suspend), and who tapped meanwhile may have left.
     */
    static final Duration OVERSLEPT = Duration.ofSeconds(3);

    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);

    private final ReaderConfig config;
    private final ReaderDriver driver;
    private final PresenceRules rules;
    private final TapListener taps;
    private final StatusTeller status;
    private final LongSupplier nanoTime;
    private final LongSupplier bootTime;
    private final Backoff backoff;
    private final CountDownLatch stop = new CountDownLatch(1);
    private PresenceState presence;
    private boolean stoodStill; // since the reader was online last
    private volatile @Nullable RfidReader open;
    private volatile boolean online;
    private volatile @Nullable Thread thread;
    private volatile Look look = new Look(false, 0); // written by the loop's thread

    /**
     * Whether the loop is between opening and closing its reader, and since when it did not come
     * by.
     */
    private record Look(boolean listening, long sinceNanos) {}

    /**
     * @param nanoTime the clock of {@link ReaderEvent.TagSeen#atNanos()}
     * @param random spreads the attempts to reopen
     */
    public ReaderLoop(
            ReaderConfig config,
            ReaderDriver driver,
            TapListener taps,
            ReaderStatusListener status,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this(config, driver, taps, status, nanoTime, nanoTime, random);
    }

    /**
     * @param bootTime goes on while the machine is suspended
     */
    private ReaderLoop(
            ReaderConfig config,
            ReaderDriver driver,
            TapListener taps,
            ReaderStatusListener status,
            LongSupplier nanoTime,
            LongSupplier bootTime,
            RandomGenerator random) {
        this.config = config;
        this.driver = driver;
        this.rules = driver.presence(config);
        this.taps = taps;
        this.status = new StatusTeller(config.name(), status, LOG);
        this.nanoTime = nanoTime;
        this.bootTime = bootTime;
        this.backoff = new Backoff(random);
        this.presence = PresenceState.connected(nanoTime.getAsLong());
    }

    /**
     * A loop for the driver of {@code config.kind()}, on the real clock.
     *
     * @throws ReaderException if no driver has that kind, or a setting is wrong
     */
    public static ReaderLoop of(
            ReaderConfig config, TapListener taps, ReaderStatusListener status) {
        ReaderDriver driver =
                ReaderDrivers.byKind(config.kind())
                        .orElseThrow(
                                () ->
                                        new ReaderException(
                                                "reader %s: no driver for kind '%s'; use one of %s"
                                                        .formatted(
                                                                config.name(),
                                                                config.kind(),
                                                                ReaderDrivers.kinds())));
        return new ReaderLoop(
                config, driver, taps, status, System::nanoTime, BootTime::nanos, new Random());
    }

    /** Starts the thread {@code reader <name>}. Once. */
    public ReaderLoop start() {
        Thread started = Thread.ofPlatform().name("reader " + config.name()).unstarted(this);
        thread = started;
        started.start();
        return this;
    }

    @Override
    public void run() {
        try {
            while (!stopping()) {
                connect();
                if (stop.await(backoff.next().toNanos(), TimeUnit.NANOSECONDS)) {
                    break;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread()
                    .interrupt(); // whoever interrupts a reader's thread wants it to end
        }
        status.tell(new ReaderStatus.Stopped());
    }

    private void connect() throws InterruptedException {
        try (RfidReader reader = opened()) {
            open = reader;
            listen(reader);
        } catch (ReaderException e) {
            status.tell(new ReaderStatus.Offline(String.valueOf(e.getMessage())));
        } finally {
            look = new Look(false, 0);
            online = false;
            open = null;
        }
    }

    /**
     * The next event. A bug in one family's driver, found by a card or a line nobody thought of,
     * takes this reader down and not the station with its other readers.
     */
    private Optional<ReaderEvent> next(RfidReader reader) throws InterruptedException {
        try {
            return reader.next(LOOK);
        } catch (ReaderException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("reader {}: its driver failed; it is opened anew", config.name(), e);
            throw new ReaderException("its driver failed: " + e.getClass().getSimpleName(), e);
        }
    }

    private RfidReader opened() {
        try {
            return driver.open(config);
        } catch (ReaderException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("reader {}: its driver failed to open it", config.name(), e);
            throw new ReaderException("its driver failed: " + e.getClass().getSimpleName(), e);
        }
    }

    private void listen(RfidReader reader) throws InterruptedException {
        long upSince = nanoTime.getAsLong();
        long looked = bootTime.getAsLong();
        while (!stopping()) {
            look = new Look(true, nanoTime.getAsLong());
            Optional<ReaderEvent> event = next(reader);
            Duration sinceLook = Duration.ofNanos(bootTime.getAsLong() - looked);
            if (sinceLook.compareTo(OVERSLEPT) > 0) {
                overslept(event, sinceLook);
                return;
            }
            looked += sinceLook.toNanos();
            switch (event.orElse(null)) {
                // what came until this look began is heard; what came since may wait on the line
                case null -> presence = Presence.tick(presence, look.sinceNanos(), rules).state();
                case ReaderEvent.TagSeen read -> read(read);
                case ReaderEvent.Fault fault -> status.fault(fault);
                case ReaderEvent.LinkUp(var detail) -> {
                    upSince = nanoTime.getAsLong();
                    online = true;
                    presence =
                            stoodStill
                                    ? presence.connectedAgain(upSince)
                                    : PresenceState.connected(upSince);
                    stoodStill = false;
                    status.tell(new ReaderStatus.Online(detail));
                }
                case ReaderEvent.LinkDown(var why) -> {
                    if (nanoTime.getAsLong() - upSince > STABLE.toNanos()) {
                        backoff.reset();
                    }
                    status.tell(new ReaderStatus.Offline(why));
                    look = new Look(false, 0); // closing a lost device may take its time
                    return;
                }
            }
        }
    }

    /**
     * What waits on the line, in the kernel or here was read while nobody served, by children who
     * may have left. An opened reader begins without it, whatever its kind: so it is opened anew.
     */
    private void overslept(Optional<ReaderEvent> event, Duration still) {
        if (event.orElse(null) instanceof ReaderEvent.TagSeen read) {
            taps.history(read, config.name());
        }
        stoodStill = true;
        backoff.reset();
        status.tell(
                new ReaderStatus.Offline(
                        "the station stood still for %.1f s; what was read meanwhile serves nobody"
                                .formatted(still.toMillis() / 1e3)));
    }

    private void read(ReaderEvent.TagSeen read) {
        Presence.Seen seen = Presence.step(presence, read, rules);
        presence = seen.state();
        long heardAt = nanoTime.getAsLong();
        switch (seen.meaning()) {
            case Meaning.Arrived(var arrival) -> taps.tap(arrival, config.name());
            case Meaning.History history -> taps.history(read, config.name());
            case Meaning.MadeUp madeUp -> {
                status.fault(new ReaderEvent.Fault(CardRead.MADE_UP, 1));
                taps.madeUp(read, config.name());
            }
            case Meaning.Crowded crowded -> status.fault(new ReaderEvent.Fault("crowded", 1));
            case Meaning.Unconfirmed unconfirmed -> {}
            case Meaning.Outshone outshone -> {}
            case Meaning.StillThere still -> {}
        }
        long deaf = nanoTime.getAsLong() - heardAt; // a listener waits for the disk
        presence = Presence.notListening(presence, deaf, rules);
    }

    /** What became of {@link #indicate}. */
    public enum Indicated {
        ASKED,
        /** The reader is not online now. */
        OFFLINE,
        /** This kind of reader has no lamp or buzzer that can be asked. */
        NO_LAMP
    }

    /** Asks the reader's own lamp or buzzer; back at once. Any thread. */
    public Indicated indicate(Indication indication) {
        return switch (open) {
            case null -> Indicated.OFFLINE;
            case Indicates lamp when !online -> Indicated.OFFLINE;
            case Indicates lamp -> {
                lamp.indicate(indication);
                yield Indicated.ASKED;
            }
            default -> Indicated.NO_LAMP;
        };
    }

    /**
     * How long the present look at the reader takes, what a tap does included; well below a second
     * unless its thread is stuck. Zero while the reader is not open: opening may take its time. Any
     * thread.
     */
    public Duration looking() {
        Look present = look;
        return present.listening()
                ? Duration.ofNanos(nanoTime.getAsLong() - present.sinceNanos())
                : Duration.ZERO;
    }

    private boolean stopping() {
        return stop.getCount() == 0;
    }

    /**
     * Stops the loop and frees the device; back when that is done, or after 3 s. Any thread, any
     * number of times.
     */
    @Override
    public void close() {
        stop.countDown();
        RfidReader reader = open;
        if (reader != null) {
            reader.close();
        }
        Thread running = thread;
        if (running != null && running != Thread.currentThread()) {
            try {
                running.join(CLOSE_PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
