package com.hasivu.cloud.commands;

import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.broker.Seldom;
import com.hasivu.cloud.broker.Seldom.Counter;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.rfid.Link;
import com.hasivu.cloud.rfid.Station;
import com.hasivu.cloud.rfid.StationState;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.cloud.snapshots.SnapshotKey;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.CommandResult;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends commands to their stations, again and again until each has told the end of it: a command
 * may be lost on the way, and so may its result; the station does it once and answers every time.
 * One that no station could get is expired here; whether one that was sent was done only its
 * station can say, so that one stays open until the station has said it.
 *
 * <p>Threading: {@link #asked}, {@link #connected} and {@link #receive} from any thread, and they
 * block on the database; one virtual thread sweeps.
 */
public final class Commands implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Commands.class);
    private static final Duration SWEEP = Duration.ofSeconds(2);
    private static final Duration AGAIN = Duration.ofSeconds(10);

    /** So long after its expiry a station is asked what became of a command. */
    private static final Duration ASK = Duration.ofDays(7);

    private final Database database;
    private final Stations stations;
    private final SnapshotKey key;
    private final Publisher publisher;
    private final Clock clock;
    private final CommandTable table = new CommandTable();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread sweep = Thread.ofVirtual().name("command-sweep").unstarted(this::sweep);
    private final Counter refused =
            new Seldom(LOG).counter("results of commands refused, nothing changed");

    public Commands(
            Database database,
            Stations stations,
            SnapshotKey key,
            Publisher publisher,
            Clock clock) {
        this.database = database;
        this.stations = stations;
        this.key = key;
        this.publisher = publisher;
        this.clock = clock;
    }

    /** Begins to look for what is to be sent again and what has expired. */
    public void start() {
        sweep.start();
    }

    /** A command of this station is committed: send it if the station is there. */
    void asked(Topics station) {
        if (present(station)) {
            send(station, now().minus(AGAIN));
        }
    }

    /** The station says that it is there. */
    public void connected(Topics.Address sender) {
        send(sender.topics(), now().minus(AGAIN));
    }

    /** A station tells what became of a command. */
    public void receive(Topics.Address sender, CommandResult result) {
        Optional<State> state = State.told(result.getState());
        if (state.isEmpty()) {
            refused.add("%s/%s: no state".formatted(sender.school(), sender.station()));
            return;
        }
        boolean changed =
                database.transaction(
                        tx ->
                                table.told(
                                        tx,
                                        sender.topics(),
                                        result.getId(),
                                        state.get(),
                                        result.getDetail(),
                                        now()));
        if (changed) {
            LOG.info(
                    "command {} of {}/{}: {}",
                    result.getId(),
                    sender.school(),
                    sender.station(),
                    state.get().label());
        }
    }

    CommandTable table() {
        return table;
    }

    @Override
    public void close() {
        stopped.countDown(); // no interrupt: that would close an H2 file under its reader
    }

    /** Of several nodes that look at the same moment one sends: the one whose claim is written. */
    private void send(Topics station, Instant before) {
        List<Wanted> due = database.read(tx -> table.due(tx, station, before));
        for (Wanted wanted : due) {
            Instant now = now();
            boolean tooLate = wanted.state() == State.PENDING && !now.isBefore(wanted.expires());
            if (tooLate || !database.transaction(tx -> table.claim(tx, wanted, before, now))) {
                continue;
            }
            byte[] signed = Wire.seal(key.sign(wanted.command()));
            if (!publisher.publish(station.commands(), signed, Publisher.Delivery.ONCE_AT_LEAST)) {
                database.transaction(tx -> table.giveBack(tx, wanted, now));
            }
        }
    }

    private boolean present(Topics station) {
        return database.read(tx -> stations.find(tx, station.school(), station.station()))
                .filter(it -> it.state() == StationState.ENROLLED)
                .flatMap(Station::heartbeat)
                .filter(beat -> beat.link() == Link.ONLINE)
                .isPresent();
    }

    private void sweep() {
        try {
            while (!stopped.await(SWEEP.toMillis(), TimeUnit.MILLISECONDS)) {
                sweepOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweepOnce() {
        try {
            expire();
            database.read(table::stationsWithOpen).forEach(this::asked);
        } catch (RuntimeException e) {
            if (stopped.getCount() > 0) {
                LOG.warn("commands not swept; trying again", e);
            }
        }
    }

    private void expire() {
        Instant now = now();
        Instant asked = now.minus(ASK);
        database.transaction(
                tx ->
                        table.end(
                                        tx,
                                        State.PENDING,
                                        now,
                                        State.EXPIRED,
                                        "the station was not connected until then",
                                        now)
                                + table.end(
                                        tx,
                                        State.SENT,
                                        asked,
                                        State.FAILED,
                                        "the station never told; whether it was done is not known",
                                        now)
                                + table.end(
                                        tx,
                                        State.ACCEPTED,
                                        asked,
                                        State.FAILED,
                                        "the station never told the end of it",
                                        now));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
