package com.hasivu.cloud.snapshots;

import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.rfid.NewestSnapshot;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.SnapshotRequest;
import com.hasivu.protocol.wire.StationStatus;

import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Keeps every school's stations up to date. A committed change starts the school's worker at once;
 * changes that come while it works are one next round. Threading: {@link #changed} from any thread,
 * never blocks; one virtual thread per school that has work, one that watches for midnight, and one
 * that sweeps the outbox.
 */
public final class Snapshots implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Snapshots.class);
    private static final Duration ROLLOVER_LOOK = Duration.ofSeconds(1);

    /** Changes this close together share a version; a single one is not held back. */
    private static final Duration BETWEEN_VERSIONS = Duration.ofMillis(5);

    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private final SchoolSnapshots.Parts parts;
    private final Map<SchoolId, SchoolSnapshots> schools = new ConcurrentHashMap<>();
    private final Set<SchoolId> dirty = new HashSet<>();
    private final Set<SchoolId> working = new HashSet<>();
    private final Set<SchoolId> waiting = new HashSet<>();
    private final Thread rollover;
    private final Thread sweep;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean closed;

    public Snapshots(
            Database database,
            Schools schools,
            Stations stations,
            SnapshotSource source,
            Outbox outbox,
            SnapshotKey key,
            Publisher publisher,
            Clock clock) {
        this.parts =
                new SchoolSnapshots.Parts(
                        database,
                        schools,
                        stations,
                        source,
                        outbox,
                        key,
                        publisher,
                        new Versions(),
                        clock);
        this.sweep = Thread.ofVirtual().name("snapshot-sweep").unstarted(this::sweep);
        this.rollover = Thread.ofVirtual().name("snapshot-rollover").unstarted(this::watchMidnight);
    }

    /** Looks once at every school with stations, and from then on at each midnight of theirs. */
    public void start() {
        parts.database()
                .read(tx -> parts.stations().schoolsWithStations(tx))
                .forEach(this::changed);
        rollover.start();
        sweep.start();
    }

    /** Something of the school was committed, or a station was enrolled. Never blocks. */
    public void changed(SchoolId school) {
        synchronized (dirty) {
            dirty.add(school);
            if (closed || !working.add(school)) {
                return;
            }
        }
        Thread.ofVirtual().name("snapshots " + school).start(() -> work(school));
    }

    /** A station asks. Blocks on the database. */
    public void requested(Topics.Address sender, SnapshotRequest request) {
        if (!isEnrolled(sender)) {
            return;
        }
        of(sender.school()).answer(sender.topics(), request);
    }

    /** A station says what it holds. Blocks, seldom, on the database. */
    public void reported(Topics.Address sender, StationStatus status) {
        if (!isEnrolled(sender)) {
            return;
        }
        of(sender.school()).compare(sender.topics(), status);
    }

    /** What was on its way when a station was revoked is not answered with children's names. */
    private boolean isEnrolled(Topics.Address sender) {
        return parts.database()
                .readOnce(tx -> Stations.isEnrolled(tx, sender.school(), sender.station()));
    }

    /** The newest snapshot of a school, as its stations should hold it. */
    public Optional<NewestSnapshot.Name> newest(DSLContext tx, SchoolId school) {
        return parts.versions()
                .newest(tx, school)
                .map(head -> new NewestSnapshot.Name(head.version(), head.digest()));
    }

    /** The link is new: the broker may have forgotten what it retained. Blocks on the database. */
    public void linkUp() {
        schools.forEach((school, snapshots) -> followed(school, snapshots::linkUp));
    }

    /**
     * The same on the caller's thread alone, for who does the looks himself.
     *
     * @return the schools of which there is something newer than is known here: {@link #look}
     */
    public Set<SchoolId> linkUpHere() {
        var behind = new HashSet<SchoolId>();
        schools.forEach(
                (school, snapshots) -> {
                    if (!snapshots.linkUp()) {
                        behind.add(school);
                    }
                });
        return behind;
    }

    private void followed(SchoolId school, BooleanSupplier look) {
        try {
            if (!look.getAsBoolean()) {
                changed(school);
            }
        } catch (RuntimeException e) {
            LOG.warn("cannot look for the newest snapshot of {}; trying again", school, e);
            later(school, AFTER_FAILURE);
        }
    }

    @Override
    public void close() {
        closed = true;
        stopped.countDown();
        rollover.interrupt();
    }

    private SchoolSnapshots of(SchoolId school) {
        return schools.computeIfAbsent(school, id -> new SchoolSnapshots(id, parts));
    }

    private void work(SchoolId school) {
        try {
            while (true) {
                synchronized (dirty) {
                    if (closed || !dirty.remove(school)) {
                        working.remove(school);
                        return;
                    }
                }
                round(school);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * One look at a school, on the caller's thread: what its worker does again and again.
     *
     * @return how long to wait before the next look; empty: until something changes
     */
    public Optional<Duration> look(SchoolId school) {
        return switch (of(school).refresh(false)) {
            case SchoolSnapshots.Outcome.Done(var more) ->
                    more ? Optional.of(BETWEEN_VERSIONS) : Optional.empty();
            case SchoolSnapshots.Outcome.Later(var pause) -> Optional.of(pause);
            case SchoolSnapshots.Outcome.NoStations() -> Optional.empty();
        };
    }

    private void round(SchoolId school) throws InterruptedException {
        try {
            look(school).ifPresent(pause -> later(school, pause));
            Thread.sleep(BETWEEN_VERSIONS);
        } catch (RuntimeException | Error e) { // a worker that died would leave its school unheard
            LOG.error("snapshot of {} not made; trying again", school, e);
            later(school, AFTER_FAILURE);
        }
    }

    /** Looks again after a pause, once, however often it is asked meanwhile. */
    private void later(SchoolId school, Duration pause) {
        synchronized (dirty) {
            if (!waiting.add(school)) {
                return;
            }
        }
        Thread.ofVirtual()
                .name("snapshots-later " + school)
                .start(
                        () -> {
                            try {
                                Thread.sleep(pause);
                                synchronized (dirty) {
                                    waiting.remove(school);
                                }
                                changed(school);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
    }

    /**
     * Looks for changes nobody was told of: of a commit whose answer was lost, or of a node that
     * died behind its commit; and for snapshots that another node made. Not interrupted: that would
     * close an H2 file under its reader.
     */
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
            parts.database()
                    .read(tx -> parts.outbox().waiting(tx, Outbox.SCHOOL_CHANGED))
                    .forEach(this::changed);
            parts.database().read(this::heads).forEach(this::follow);
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.warn("cannot look for changes nobody was told of; trying again", e);
            }
        }
    }

    /** The newest versions of the schools that somebody hears. */
    private Map<SchoolId, Long> heads(DSLContext tx) {
        Map<SchoolId, Long> heads = parts.versions().heads(tx);
        heads.keySet().retainAll(parts.stations().schoolsWithStations(tx));
        return heads;
    }

    private void follow(SchoolId school, long version) {
        SchoolSnapshots snapshots = schools.get(school);
        if (snapshots == null || snapshots.known() == 0) {
            changed(school); // its stations came by another node
        } else if (snapshots.known() < version) {
            followed(school, snapshots::follow);
        }
    }

    private void watchMidnight() {
        try {
            while (!closed) {
                Thread.sleep(ROLLOVER_LOOK);
                schools.forEach(
                        (school, snapshots) -> {
                            if (snapshots.outlived()) {
                                changed(school);
                            }
                        });
            }
        } catch (InterruptedException e) {
            LOG.debug("no longer watching for midnight");
        }
    }
}
