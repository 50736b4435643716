package com.hasivu.edge.sync;

import com.google.protobuf.ByteString;
import com.hasivu.edge.journal.Cursor;
import com.hasivu.edge.journal.CursorMove;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.fault.FaultPoint;
import com.hasivu.protocol.wire.CommandResult;
import com.hasivu.protocol.wire.ReaderState;
import com.hasivu.protocol.wire.Record;
import com.hasivu.protocol.wire.SnapshotRequest;
import com.hasivu.protocol.wire.StationRequest;
import com.hasivu.protocol.wire.StationStatus;
import com.hasivu.protocol.wire.TapBatch;
import com.hasivu.protocol.wire.TimeRequest;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Says what goes up: batches, requests, status; and saves the cursor. One thread. */
final class Mouth {
    private static final String VERSION =
            Optional.ofNullable(Mouth.class.getPackage().getImplementationVersion())
                    .orElse("development");

    private final Topics topics;
    private final Journal journal;
    private final SnapshotStore snapshots;
    private final CloudClock clock;
    private final long bootId;
    private final InstantSource wall;
    private final LongSupplier nanoTime;
    private final Supplier<List<ReaderState>> readers;
    private final SyncStats stats;
    private long highestSent;

    Mouth(Topics topics, SyncEngine.Parts parts, SyncStats stats) {
        this.topics = topics;
        this.journal = parts.journal();
        this.snapshots = parts.snapshots();
        this.clock = parts.clock();
        this.bootId = parts.bootId();
        this.wall = parts.wall();
        this.nanoTime = parts.nanoTime();
        this.readers = parts.readers();
        this.stats = stats;
    }

    /** One batch, as many records as it takes. */
    Input.Sent send(MqttLink link, Effect.Send what) throws LinkException, InterruptedException {
        long from = what.from();
        List<StoredRecord> records = journal.read(from, what.most(), Wire.MAX_BATCH_BYTES);
        if (records.isEmpty()) {
            throw new IllegalStateException(
                    "journal has no record %d, its last is %d"
                            .formatted(from, journal.lastSequence()));
        }
        StoredRecord last = records.getLast();
        TapBatch.Builder batch =
                TapBatch.newBuilder()
                        .setSchool(topics.school().value())
                        .setStation(topics.station().value())
                        .setEpoch(journal.epoch())
                        .setFirstSequence(from)
                        .setPreviousHash(ByteString.copyFrom(records.getFirst().previousHash()))
                        .setLastHash(ByteString.copyFrom(last.hash()))
                        .setLive(what.live())
                        .setWaiting(journal.lastSequence() - last.sequence());
        for (StoredRecord record : records) {
            batch.addRecords(
                    Record.newBuilder()
                            .setType(record.type())
                            .setPayload(ByteString.copyFrom(record.payload())));
        }
        link.publish(topics.taps(), Wire.seal(batch.build()), 1, false);
        FaultPoint.SYNC_SENT.reach();
        stats.add("batches-sent", 1);
        stats.add("records-sent", records.size());
        if (what.live()) {
            stats.add("records-live", records.size());
        } else {
            stats.add(
                    "records-resent",
                    Math.max(0, Math.min(highestSent, last.sequence()) - from + 1));
            highestSent = Math.max(highestSent, last.sequence());
        }
        return new Input.Sent(from, last.sequence(), what.live());
    }

    void moveCursor(long upTo) {
        FaultPoint.SYNC_ACKED.reach();
        long before = journal.cursor().sequence();
        switch (journal.acked(upTo, journal.hashAt(upTo))) {
            case CursorMove.Moved(var cursor) ->
                    stats.add("records-acked", cursor.sequence() - before);
            case CursorMove.Unchanged unchanged -> {}
            case CursorMove.Refused(var why) ->
                    throw new IllegalStateException("cursor to " + upTo + " refused: " + why);
        }
        FaultPoint.CURSOR_SAVED.reach();
    }

    void askTime(MqttLink link) throws LinkException, InterruptedException {
        request(
                link,
                StationRequest.newBuilder()
                        .setTime(TimeRequest.newBuilder().setMonotonicNanos(nanoTime.getAsLong())));
    }

    void askSnapshot(MqttLink link, boolean full, String why)
            throws LinkException, InterruptedException {
        SnapshotRequest.Builder ask = SnapshotRequest.newBuilder().setFull(full).setWhy(why);
        snapshots
                .active()
                .ifPresent(
                        held ->
                                ask.setHaveVersion(held.version())
                                        .setHaveDigest(ByteString.copyFrom(held.digest())));
        request(link, StationRequest.newBuilder().setSnapshot(ask));
    }

    void tellStatus(MqttLink link, boolean online) throws LinkException, InterruptedException {
        link.publish(topics.status(), status(online, journal.cursor()), 1, true);
    }

    void tellResult(MqttLink link, CommandResult result)
            throws LinkException, InterruptedException {
        link.publish(topics.results(), Wire.seal(result), 1, false);
    }

    /** What the broker tells the cloud when this station is lost. */
    byte[] will() {
        return status(false, journal.cursor());
    }

    private byte[] status(boolean online, Cursor acked) {
        Optional<Snapshot> held = snapshots.active();
        long last = journal.lastSequence();
        return Wire.seal(
                StationStatus.newBuilder()
                        .setOnline(online)
                        .setSnapshotVersion(held.map(Snapshot::version).orElse(0L))
                        .setSnapshotDigest(
                                ByteString.copyFrom(
                                        held.map(Snapshot::digest).orElseGet(() -> new byte[0])))
                        .setEpoch(journal.epoch())
                        .setLastSequence(last)
                        .setLastHash(ByteString.copyFrom(journal.hashAt(last)))
                        .setAckedSequence(acked.sequence())
                        .setAckedHash(ByteString.copyFrom(acked.hash()))
                        .setBootId(bootId)
                        .setAgentVersion(VERSION)
                        .setWallMillis(wall.millis())
                        .setClock(clock.state())
                        .addAllReaders(online ? readers.get() : List.of())
                        .build());
    }

    private void request(MqttLink link, StationRequest.Builder request)
            throws LinkException, InterruptedException {
        link.publish(topics.requests(), Wire.seal(request.build()), 1, false);
    }
}
