package com.hasivu.cloud.snapshots;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.hasivu.cloud.broker.Publisher;
import com.hasivu.cloud.db.Database;
import com.hasivu.cloud.observe.Trace;
import com.hasivu.cloud.outbox.Change;
import com.hasivu.cloud.outbox.Outbox;
import com.hasivu.cloud.rfid.Stations;
import com.hasivu.cloud.schools.Schools;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.SnapshotRows;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.OrderState;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.SignedManifest;
import com.hasivu.protocol.wire.SnapshotRequest;
import com.hasivu.protocol.wire.StationStatus;

import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;

/**
 * The snapshots of one school: builds, remembers, sends. Threading: every method holds this
 * object's lock, so versions leave in order; it waits for the database and, seldom, for the link.
 */
final class SchoolSnapshots {
    private static final Logger LOG = LoggerFactory.getLogger(SchoolSnapshots.class);

    /** A lunch moves an order every moment; the station that served knows it already. */
    static final Duration DELIVERIES_ONLY_PAUSE = Duration.ofSeconds(1);

    /** Outbox rows taken at once. */
    static final int CHANGES = 1000;

    private static final long MAX_VERSION = 1L << 53;

    private final SchoolId school;
    private final Parts parts;
    private final SchoolRows rows;
    private @Nullable History history;
    private List<StationId> stations = List.of();
    private Instant made = Instant.EPOCH;

    /** The broker may retain another manifest than the newest. */
    private boolean unannounced;

    /** What every school's snapshots are made with. */
    record Parts(
            Database database,
            Schools schools,
            Stations stations,
            SnapshotSource source,
            Outbox outbox,
            SnapshotKey key,
            Publisher publisher,
            Versions versions,
            Clock clock) {}

    SchoolSnapshots(SchoolId school, Parts parts) {
        this.school = school;
        this.parts = parts;
        this.rows = new SchoolRows(school, parts.source(), parts.outbox());
    }

    /** What a look at the database led to. */
    sealed interface Outcome {
        /** The newest version stands, or a new one was sent. */
        record Done(boolean moreChanges) implements Outcome {}

        /** Only deliveries changed; look again then. */
        record Later(Duration pause) implements Outcome {}

        /** No such school, or nobody there to hear. */
        record NoStations() implements Outcome {}
    }

    /** Builds anew and, if something changed, sends the difference to every station. */
    synchronized Outcome refresh(boolean hasten) {
        History known = history;
        Build build = parts.database().transaction(tx -> build(tx, known, hasten, 0));
        return take(build);
    }

    /** Whether the day of the newest snapshot has ended, by the school's zone. */
    synchronized boolean outlived() {
        History known = history;
        return known != null && !known.newest().day().equals(today(zoneOf(known.newest())));
    }

    /**
     * Takes over what other nodes made since, and lets the broker retain the newest manifest again:
     * one of ours may have come there after a newer one of theirs.
     *
     * @return whether it is the newest; false: look at the school's rows
     */
    synchronized boolean follow() {
        History known = history;
        if (known == null) {
            return true;
        }
        boolean newest =
                parts.database()
                        .read(
                                tx ->
                                        parts.versions()
                                                .newest(tx, school)
                                                .filter(head -> !catchUp(tx, known, head))
                                                .isEmpty());
        if (newest && unannounced) {
            announce();
        }
        return newest;
    }

    /** The version this node knows to be the newest; 0 before the first. */
    synchronized long known() {
        History known = history;
        return known == null ? 0 : known.newest().version();
    }

    /** The rows of the newest version known here; none before the first. */
    synchronized NavigableMap<ByteString, ByteString> newestRows() {
        History known = history;
        return known == null ? SnapshotRows.empty() : known.newest().rows();
    }

    /** The link is new: the broker may have forgotten what it retained. */
    synchronized boolean linkUp() {
        unannounced = true;
        return follow();
    }

    /** Lets the broker retain the newest manifest for every station. */
    private void announce() {
        History known = history;
        unannounced = false;
        if (known != null) {
            byte[] notice = known.newest().notice();
            stations.forEach(
                    station ->
                            send(
                                    new Topics(school, station).manifest(),
                                    notice,
                                    Publisher.Delivery.RETAINED));
        }
    }

    /** Answers a station: nothing when it is up to date, a difference, or the whole. */
    synchronized void answer(Topics station, SnapshotRequest request) {
        if (history == null || outlived() || !follow()) {
            var unused = refresh(true);
        }
        History known = history;
        if (known == null) {
            LOG.warn(
                    "{} asks for a snapshot, but its school is not known or has no enrolled station",
                    station.station());
            return;
        }
        long have = request.getHaveVersion();
        if (have > known.newest().version() || have < 0) {
            overtake(station, have, request.getFull() ? ByteString.EMPTY : request.getHaveDigest());
            return;
        }
        if (have == known.newest().version()
                && have > 0
                && !request.getHaveDigest().equals(known.newest().digest())) {
            overtake(
                    station,
                    have + 1,
                    ByteString.EMPTY); // it would refuse the same version with other rows
            return;
        }
        if (have == known.newest().version()
                && request.getHaveDigest().equals(known.newest().digest())
                && !request.getFull()) {
            return;
        }
        Optional<byte[]> delta =
                request.getFull() || have == 0
                        ? Optional.empty()
                        : known.since(have, request.getHaveDigest())
                                .flatMap(SchoolSnapshots::sealed);
        if (delta.isPresent()) {
            send(station.delta(), delta.get(), Publisher.Delivery.ONCE_AT_LEAST);
        } else {
            sendWhole(station, known.newest());
        }
    }

    /** Compares what a station says it holds with what we made (S6). */
    synchronized void compare(Topics station, StationStatus status) {
        History known = history;
        long version = status.getSnapshotVersion();
        if (!status.getOnline() || version == 0 || known == null) {
            return;
        }
        if (version > known.newest().version()) {
            overtake(station, version, status.getSnapshotDigest());
            return;
        }
        Optional<ByteString> digest =
                known.digest(version)
                        .or(
                                () ->
                                        parts.database()
                                                .read(
                                                        tx ->
                                                                parts.versions()
                                                                        .digest(
                                                                                tx, school,
                                                                                version))
                                                .map(ByteString::fromHex));
        if (digest.isPresent() && !digest.get().equals(status.getSnapshotDigest())) {
            LOG.error(
                    "{}/{} holds snapshot {} with digest {}, made here with {}; sending it the whole of {}",
                    school,
                    station.station(),
                    version,
                    HexFormat.of().formatHex(status.getSnapshotDigest().toByteArray()),
                    HexFormat.of().formatHex(digest.get().toByteArray()),
                    known.newest().version());
            if (version == known.newest().version()) {
                overtake(
                        station,
                        version + 1,
                        ByteString.EMPTY); // it would refuse the same version with other rows
            } else {
                sendWhole(station, known.newest());
            }
        }
    }

    /**
     * A station holds a version that this node does not know. Either another node made it: then the
     * head in the database is as high, and this node takes it over. Or nobody did, as the database
     * was set back: versions must go on above it, or the station would refuse every one.
     *
     * @param digest of that version at the station, which then needs nothing if it is ours
     */
    private void overtake(Topics station, long version, ByteString digest) {
        if (version < 0 || version > MAX_VERSION) {
            LOG.error(
                    "{}/{} claims snapshot version {}; ignored",
                    school,
                    station.station(),
                    Long.toUnsignedString(version));
            return;
        }
        History known = history;
        Build build = parts.database().transaction(tx -> build(tx, known, true, version));
        var unused = take(build);
        History now = history;
        if (now == null) {
            return;
        }
        boolean hasIt = now.newest().version() == version && now.newest().digest().equals(digest);
        if (!hasIt) {
            sendWhole(station, now.newest());
        }
    }

    private sealed interface Build {
        record NoStations() implements Build {}

        record Same(Snapshot snapshot, List<StationId> stations, boolean more) implements Build {}

        /**
         * A new version.
         *
         * @param follows the newest one known here
         * @param trace of the newest change in it that a request made
         */
        record Fresh(
                Snapshot snapshot,
                List<StationId> stations,
                boolean more,
                boolean follows,
                Optional<Trace> trace)
                implements Build {}

        record Later(Duration pause) implements Build {}
    }

    private Build build(DSLContext tx, @Nullable History known, boolean hasten, long above) {
        var found = parts.schools().find(tx, school);
        List<StationId> hearers = parts.stations().enrolled(tx, school);
        if (found.isEmpty() || hearers.isEmpty()) {
            List<Change> unheard =
                    parts.outbox().pending(tx, school, Outbox.SCHOOL_CHANGED, CHANGES);
            if (!unheard.isEmpty()) {
                parts.versions().disown(tx, school);
                parts.outbox().consume(tx, unheard);
            }
            return new Build.NoStations(); // the first station will get the whole
        }
        ZoneId zone = found.get().zone();
        Versions.Head head = parts.versions().lock(tx, school);
        boolean follows = known != null && catchUp(tx, known, head);
        List<Change> changes = parts.outbox().pending(tx, school, Outbox.SCHOOL_CHANGED, CHANGES);
        LocalDate day = today(zone);
        Optional<Snapshot> base =
                Optional.ofNullable(known).map(History::newest).filter(head::names);
        NavigableMap<ByteString, ByteString> next = rows.next(tx, base, changes, day);
        ByteString digest = ByteString.copyFrom(SnapshotRows.digest(next));
        String hex = HexFormat.of().formatHex(digest.toByteArray());
        Instant now = parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        boolean more = changes.size() == CHANGES;
        if (above > head.version()) {
            LOG.error(
                    "a station of {} holds snapshot {}, the newest made is {}; was the database restored? going on above it",
                    school,
                    above,
                    head.version());
        }
        boolean same =
                head.digest().equals(hex) && head.day().equals(day) && above <= head.version();
        if (!same && !hasten && known != null && onlyDeliveries(known, head, next, day)) {
            Duration left = Duration.between(now, made.plus(DELIVERIES_ONLY_PAUSE));
            if (left.isPositive()) {
                return new Build.Later(left);
            }
        }
        parts.outbox().consume(tx, changes);
        long version = same ? head.version() : Math.max(head.version(), above) + 1;
        Snapshot snapshot =
                same && known != null && known.newest().version() == version
                        ? known.newest()
                        : new Snapshot(
                                version,
                                day,
                                next,
                                digest,
                                sign(version, day, zone, next, digest, now));
        if (same) {
            return new Build.Same(snapshot, hearers, more);
        }
        Optional<byte[]> step =
                known != null && follows
                        ? sealed(History.step(known.newest(), snapshot))
                        : Optional.empty();
        parts.versions()
                .add(tx, school, new Versions.Head(version, day, hex), next.size(), now, step);
        return new Build.Fresh(snapshot, hearers, more, follows, newest(changes));
    }

    private static Optional<Trace> newest(List<Change> changes) {
        return changes.reversed().stream().flatMap(change -> change.trace().stream()).findFirst();
    }

    /**
     * Adds what other nodes made and committed since, step by step; whether the newest is known
     * then. What is committed stays so: it may be added before the caller's transaction ends.
     */
    private boolean catchUp(DSLContext tx, History known, Versions.Head head) {
        if (known.newest().version() < head.version()) {
            unannounced = true;
            for (byte[] sealed :
                    parts.versions().stepsAfter(tx, school, known.newest().version())) {
                Optional<Snapshot> next = known.newest().after(opened(sealed));
                if (next.isEmpty()) {
                    break;
                }
                known.add(next.get());
                made = next.get().made();
            }
        }
        return known.newest().version() == head.version();
    }

    private static Delta opened(byte[] sealed) {
        try {
            return Wire.open(sealed, Delta.parser());
        } catch (WireException e) {
            throw new IllegalStateException("snapshot_versions holds a step that is none", e);
        }
    }

    private Outcome take(Build build) {
        return switch (build) {
            case Build.NoStations() -> new Outcome.NoStations();
            case Build.Later(var pause) -> new Outcome.Later(pause);
            case Build.Same(var snapshot, var hearers, var more) -> {
                History known = history;
                unannounced |= !hearers.equals(stations);
                stations = hearers;
                if (known == null || known.newest().version() != snapshot.version()) {
                    history = new History(snapshot);
                    unannounced = true;
                }
                if (unannounced) {
                    announce();
                }
                yield new Outcome.Done(more);
            }
            case Build.Fresh(var snapshot, var hearers, var more, var follows, var trace) -> {
                stations = hearers;
                made = parts.clock().instant();
                Trace.within(trace, () -> push(snapshot, follows));
                yield new Outcome.Done(more);
            }
        };
    }

    private void push(Snapshot snapshot, boolean follows) {
        History known = history;
        Optional<byte[]> delta = Optional.empty();
        if (known == null || !follows) {
            history = new History(snapshot);
        } else {
            Snapshot before = known.newest();
            known.add(snapshot);
            delta = known.since(before.version(), before.digest()).flatMap(SchoolSnapshots::sealed);
        }
        for (StationId station : stations) {
            delta.ifPresent(
                    bytes ->
                            send(
                                    new Topics(school, station).delta(),
                                    bytes,
                                    Publisher.Delivery.ONCE_AT_LEAST));
        }
        announce();
        LOG.debug("{} snapshot {}: {} rows", school, snapshot.version(), snapshot.rows().size());
    }

    private void sendWhole(Topics station, Snapshot snapshot) {
        List<byte[]> chunks = snapshot.chunks();
        for (int index = 0; index < chunks.size(); index++) {
            send(
                    station.chunk(snapshot.version(), index),
                    chunks.get(index),
                    Publisher.Delivery.ONCE_AT_LEAST);
        }
    }

    private void send(String topic, byte[] payload, Publisher.Delivery delivery) {
        // without a link nothing is lost: the station asks when it is back
        var unused = parts.publisher().publish(topic, payload, delivery);
    }

    /** A difference too large for one message is no difference. */
    private static Optional<byte[]> sealed(Delta delta) {
        byte[] bytes = Wire.seal(delta);
        return bytes.length <= Wire.MAX_SEALED && delta.getSerializedSize() <= Wire.MAX_BODY
                ? Optional.of(bytes)
                : Optional.empty();
    }

    private static boolean onlyDeliveries(
            History known,
            Versions.Head head,
            NavigableMap<ByteString, ByteString> rows,
            LocalDate day) {
        Snapshot newest = known.newest();
        if (newest.version() != head.version() || !newest.day().equals(day)) {
            return false;
        }
        Set<ByteString> changed = History.changed(newest.rows(), rows);
        return changed.stream()
                .allMatch(
                        key -> {
                            ByteString row = rows.get(key);
                            return row != null && delivered(row);
                        });
    }

    private static boolean delivered(ByteString row) {
        try {
            Row parsed = SnapshotRows.parse(row);
            return parsed.hasOrder()
                    && parsed.getOrder().getState() == OrderState.ORDER_STATE_DELIVERED;
        } catch (WireException e) {
            throw new IllegalStateException("a row we made is no row", e);
        }
    }

    private SignedManifest sign(
            long version,
            LocalDate day,
            ZoneId zone,
            NavigableMap<ByteString, ByteString> rows,
            ByteString digest,
            Instant now) {
        return parts.key()
                .sign(
                        Manifest.newBuilder()
                                .setSchool(school.value())
                                .setVersion(version)
                                .setSchoolDay(Math.toIntExact(day.toEpochDay()))
                                .setZone(zone.getId())
                                .setDigest(digest)
                                .setRows(rows.size())
                                .setMadeMillis(now.toEpochMilli())
                                .setValidUntilMillis(
                                        day.plusDays(1)
                                                .atStartOfDay(zone)
                                                .toInstant()
                                                .toEpochMilli())
                                .build());
    }

    private LocalDate today(ZoneId zone) {
        return LocalDate.ofInstant(parts.clock().instant(), zone);
    }

    private static ZoneId zoneOf(Snapshot snapshot) {
        try {
            return ZoneId.of(Manifest.parseFrom(snapshot.manifest().getManifest()).getZone());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a manifest we made is no manifest", e);
        }
    }
}
