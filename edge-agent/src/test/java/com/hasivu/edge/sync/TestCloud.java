package com.hasivu.edge.sync;

import com.google.protobuf.ByteString;
import com.hasivu.edge.Patience;
import com.hasivu.protocol.Chain;
import com.hasivu.protocol.CommandSeal;
import com.hasivu.protocol.ManifestSeal;
import com.hasivu.protocol.SnapshotRows;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.CommandResult;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.ManifestNotice;
import com.hasivu.protocol.wire.Record;
import com.hasivu.protocol.wire.Row;
import com.hasivu.protocol.wire.SignedCommand;
import com.hasivu.protocol.wire.SignedManifest;
import com.hasivu.protocol.wire.SnapshotBody;
import com.hasivu.protocol.wire.SnapshotChunk;
import com.hasivu.protocol.wire.SnapshotRequest;
import com.hasivu.protocol.wire.StationRequest;
import com.hasivu.protocol.wire.StationStatus;
import com.hasivu.protocol.wire.TapBatch;
import com.hasivu.protocol.wire.TapRecord;
import com.hasivu.protocol.wire.TimeNotice;

import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

import java.security.KeyPair;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * The cloud's side of the wire for one station, in memory: intake with the chain check, acks, time,
 * snapshots in full and by delta. It reads the batches as they travel and shares no code with the
 * station's sync.
 */
public final class TestCloud implements AutoCloseable {
    /** Where it is about noon as the tests begin: no midnight comes between two of their lines. */
    private static final ZoneId NOON =
            ZoneOffset.ofHours(12 - OffsetDateTime.now(ZoneOffset.UTC).getHour());

    private static final long PATIENCE = Patience.LONG.toMillis();

    public final List<TapRecord> committed = new CopyOnWriteArrayList<>();
    public final List<StationStatus> statuses = new CopyOnWriteArrayList<>();
    public final List<SnapshotRequest> requests = new CopyOnWriteArrayList<>();
    public final List<CommandResult> results = new CopyOnWriteArrayList<>();
    public volatile boolean answersTime = true;
    public volatile boolean acks = true;
    public volatile String quarantine = "";

    private final Topics topics;
    private final KeyPair snapshotKeys;
    private final int port;
    private final ExecutorService work = Executors.newSingleThreadExecutor();
    private byte[] head = new byte[0];
    private long epoch;
    private NavigableMap<ByteString, ByteString> rows = SnapshotRows.empty();
    private long version;
    private volatile MqttAsyncClient client;
    private volatile boolean closed;

    public TestCloud(Topics topics, KeyPair snapshotKeys, int port) {
        this.topics = topics;
        this.snapshotKeys = snapshotKeys;
        this.port = port;
        this.client = made();
        connect();
    }

    private MqttAsyncClient made() {
        try {
            return new MqttAsyncClient("tcp://127.0.0.1:" + port, "cloud", new MemoryPersistence());
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    /** What a station sent meanwhile comes with the first subscription, and is answered. */
    private void connect() {
        try {
            MqttConnectionOptions options = new MqttConnectionOptions();
            options.setCleanStart(true);
            client.setCallback(new Ear());
            client.connect(options).waitForCompletion(PATIENCE);
            for (String own :
                    List.of(topics.taps(), topics.status(), topics.requests(), topics.results())) {
                client.subscribe(own, 1).waitForCompletion(PATIENCE);
            }
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends a command, signed with the key the station believes. */
    public void command(Command command) {
        command(CommandSeal.sign(command.toByteArray(), "k1", snapshotKeys.getPrivate()));
    }

    public void command(SignedCommand signed) {
        work.execute(() -> send(topics.commands(), Wire.seal(signed), false));
    }

    /** After the broker was away. */
    public void reconnect() {
        discard();
        client = made();
        connect();
    }

    private final class Ear implements org.eclipse.paho.mqttv5.client.MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) {
            if (!closed) {
                work.execute(() -> hear(topic, message.getPayload()));
            }
        }

        @Override
        public void disconnected(
                org.eclipse.paho.mqttv5.client.MqttDisconnectResponse disconnectResponse) {}

        @Override
        public void mqttErrorOccurred(MqttException exception) {}

        @Override
        public void deliveryComplete(org.eclipse.paho.mqttv5.client.IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(
                int reasonCode, org.eclipse.paho.mqttv5.common.packet.MqttProperties properties) {}
    }

    private void hear(String topic, byte[] payload) {
        try {
            switch (Topics.parse(topic).orElseThrow().leaf()) {
                case "up/taps" -> take(Wire.open(payload, TapBatch.parser()));
                case "up/status" -> statuses.add(Wire.open(payload, StationStatus.parser()));
                case "up/results" -> results.add(Wire.open(payload, CommandResult.parser()));
                case "up/requests" -> answer(Wire.open(payload, StationRequest.parser()));
                default -> throw new AssertionError("topic " + topic);
            }
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    private final List<TapBatch> ahead = new ArrayList<>();
    public final List<TapBatch> live = new CopyOnWriteArrayList<>();

    /** A live batch above the head waits until the backlog has reached it. */
    private void take(TapBatch batch) throws WireException {
        if (batch.getLive()) {
            live.add(batch);
        }
        if (batch.getLive() && batch.getFirstSequence() > committed.size() + 1L) {
            ahead.add(batch);
            ack(0);
            return;
        }
        intake(batch);
        for (TapBatch early : List.copyOf(ahead)) {
            if (early.getFirstSequence() <= committed.size() + 1L) {
                ahead.remove(early);
                intake(early);
            }
        }
    }

    private void intake(TapBatch batch) throws WireException {
        if (head.length == 0) {
            epoch = batch.getEpoch();
            head = Chain.genesis(topics.school(), topics.station(), epoch);
        }
        long expected = committed.size() + 1L;
        byte[] hash = batch.getPreviousHash().toByteArray();
        long sequence = batch.getFirstSequence();
        for (Record record : batch.getRecordsList()) {
            byte[] bytes = record.getPayload().toByteArray();
            hash = Chain.next(hash, record.getType(), epoch, sequence, bytes);
            if (sequence == expected) {
                committed.add(Wire.parse(bytes, TapRecord.parser(), "tap"));
                head = hash;
                expected++;
            }
            sequence++;
        }
        if (!ByteString.copyFrom(hash).equals(batch.getLastHash())) {
            throw new AssertionError("chain of the batch does not verify");
        }
        if (acks) {
            boolean gap = batch.getFirstSequence() > expected;
            ack(
                    gap ? expected : 0,
                    gap ? 0 : batch.getFirstSequence() + batch.getRecordsCount() - 1);
        }
    }

    /** Acks what is committed. */
    public void ack(long resendFrom) {
        ack(resendFrom, 0);
    }

    private void ack(long resendFrom, long batchUpTo) {
        send(
                topics.acks(),
                Wire.seal(
                        Ack.newBuilder()
                                .setEpoch(epoch)
                                .setUpTo(committed.size())
                                .setHashAtUpTo(ByteString.copyFrom(head))
                                .setResendFrom(resendFrom)
                                .setWindow(4)
                                .setQuarantined(quarantine)
                                .setBatchUpTo(batchUpTo)
                                .build()),
                false);
    }

    private void answer(StationRequest request) {
        if (request.hasTime() && answersTime) {
            send(
                    topics.time(),
                    Wire.seal(
                            TimeNotice.newBuilder()
                                    .setMonotonicNanos(request.getTime().getMonotonicNanos())
                                    .setCloudWallMillis(System.currentTimeMillis())
                                    .build()),
                    false);
        }
        if (request.hasSnapshot()) {
            requests.add(request.getSnapshot());
            if (version > 0
                    && (request.getSnapshot().getFull()
                            || request.getSnapshot().getHaveVersion() < version)) {
                sendFull();
            }
        }
    }

    /** Sets the snapshot that stations ask for. */
    public void snapshot(long newVersion, List<Row> newRows) {
        atWork(
                () -> {
                    rows = SnapshotRows.empty();
                    newRows.forEach(this::upsert);
                    version = newVersion;
                });
    }

    /** Between two answers, as these read the same rows. */
    private void atWork(Runnable change) {
        try {
            work.submit(change).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Adds rows, makes the next version, sends the delta. */
    public void delta(Row... upserts) {
        atWork(() -> makeDelta(upserts));
    }

    private void makeDelta(Row... upserts) {
        long from = version;
        byte[] fromDigest = SnapshotRows.digest(rows);
        List.of(upserts).forEach(this::upsert);
        version++;
        Delta.Builder delta =
                Delta.newBuilder()
                        .setTo(manifest())
                        .setFromVersion(from)
                        .setFromDigest(ByteString.copyFrom(fromDigest));
        for (Row row : upserts) {
            delta.addUpserts(row.toByteString());
        }
        send(topics.delta(), Wire.seal(delta.build()), false);
    }

    public void notice() {
        atWork(
                () ->
                        send(
                                topics.manifest(),
                                Wire.seal(
                                        ManifestNotice.newBuilder()
                                                .setManifest(manifest())
                                                .build()),
                                true));
    }

    private void sendFull() {
        byte[] sealed =
                Wire.seal(
                        SnapshotBody.newBuilder()
                                .setManifest(manifest())
                                .addAllRows(rows.values())
                                .build());
        int slice = 100; // small, so that there are several
        List<byte[]> slices = new ArrayList<>();
        for (int at = 0; at < sealed.length; at += slice) {
            slices.add(
                    java.util.Arrays.copyOfRange(sealed, at, Math.min(sealed.length, at + slice)));
        }
        for (int i = 0; i < slices.size(); i++) {
            send(
                    topics.chunk(version, i),
                    Wire.seal(
                            SnapshotChunk.newBuilder()
                                    .setVersion(version)
                                    .setIndex(i)
                                    .setCount(slices.size())
                                    .setData(ByteString.copyFrom(slices.get(i)))
                                    .build()),
                    false);
        }
    }

    public byte[] digest() {
        return SnapshotRows.digest(rows);
    }

    private SignedManifest manifest() {
        return ManifestSeal.sign(
                Manifest.newBuilder()
                        .setSchool(topics.school().value())
                        .setVersion(version)
                        .setSchoolDay((int) LocalDate.now(NOON).toEpochDay())
                        .setZone(NOON.getId())
                        .setDigest(ByteString.copyFrom(SnapshotRows.digest(rows)))
                        .setRows(rows.size())
                        .setMadeMillis(System.currentTimeMillis())
                        .setValidUntilMillis(
                                System.currentTimeMillis() + TimeUnit.HOURS.toMillis(36))
                        .build(),
                "k1",
                snapshotKeys.getPrivate());
    }

    private void upsert(Row row) {
        try {
            rows.put(SnapshotRows.key(row), row.toByteString());
        } catch (WireException e) {
            throw new AssertionError(e);
        }
    }

    public void send(String topic, byte[] payload, boolean retained) {
        try {
            client.publish(topic, payload, 1, retained).waitForCompletion(PATIENCE);
        } catch (MqttException e) {
            if (!closed && client.isConnected()) { // else it is lost, as a cloud's answer is
                throw new AssertionError(topic, e);
            }
        }
    }

    private void discard() {
        try {
            client.disconnectForcibly(0, 100, false);
            client.close(true);
        } catch (MqttException e) {
            // a broken connection cannot be closed better
        }
    }

    @Override
    public void close() {
        closed = true;
        work.shutdownNow();
        discard();
    }
}
