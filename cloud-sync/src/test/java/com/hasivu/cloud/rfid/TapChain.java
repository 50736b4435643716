package com.hasivu.cloud.rfid;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.Chain;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.ByHand;
import com.hasivu.protocol.wire.HandProof;
import com.hasivu.protocol.wire.HandReason;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.Record;
import com.hasivu.protocol.wire.Refusal;
import com.hasivu.protocol.wire.Serve;
import com.hasivu.protocol.wire.TapBatch;
import com.hasivu.protocol.wire.TapRecord;
import com.hasivu.protocol.wire.Undo;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A station's journal in memory: records, their hashes, and batches cut anywhere. */
public final class TapChain {
    private final Topics station;
    private final long epoch;
    private final List<Record> records = new ArrayList<>();
    private final List<byte[]> hashes = new ArrayList<>();

    public TapChain(Topics station, long epoch) {
        this.station = station;
        this.epoch = epoch;
        hashes.add(Chain.genesis(station.school(), station.station(), epoch));
    }

    public long epoch() {
        return epoch;
    }

    /** Appends a record and gives its sequence. */
    public long add(int type, byte[] payload) {
        long sequence = records.size() + 1;
        records.add(
                Record.newBuilder().setType(type).setPayload(ByteString.copyFrom(payload)).build());
        hashes.add(Chain.next(hashes.getLast(), type, epoch, sequence, payload));
        return sequence;
    }

    public long serve(OrderId order, StudentId student, long wallMillis) {
        return add(
                1,
                TapRecord.newBuilder()
                        .setWallMillis(wallMillis)
                        .setReader("counter-1-a")
                        .setServe(
                                Serve.newBuilder()
                                        .setOrder(order.value())
                                        .setStudent(student.value()))
                        .build()
                        .toByteArray());
    }

    /** By supervisor 3, who forgot nothing. */
    public long byHand(OrderId order, StudentId student, long wallMillis) {
        return add(
                1,
                TapRecord.newBuilder()
                        .setWallMillis(wallMillis)
                        .setReader("screen")
                        .setByHand(hand(HandReason.CARD_FORGOTTEN))
                        .setServe(
                                Serve.newBuilder()
                                        .setOrder(order.value())
                                        .setStudent(student.value()))
                        .build()
                        .toByteArray());
    }

    /** Takes a serve of this chain back. */
    public long undo(long sequence, OrderId order, StudentId student, long wallMillis) {
        return add(
                1,
                TapRecord.newBuilder()
                        .setWallMillis(wallMillis)
                        .setReader("screen")
                        .setByHand(hand(HandReason.WRONG_CHILD))
                        .setUndo(
                                Undo.newBuilder()
                                        .setSequence(sequence)
                                        .setOrder(order.value())
                                        .setStudent(student.value()))
                        .build()
                        .toByteArray());
    }

    private static ByHand.Builder hand(HandReason reason) {
        return ByHand.newBuilder().setStaff(3).setProof(HandProof.HAND_PROOF_PIN).setReason(reason);
    }

    public long refuse(Reason reason) {
        return add(
                1,
                TapRecord.newBuilder()
                        .setRefusal(Refusal.newBuilder().setReason(reason))
                        .build()
                        .toByteArray());
    }

    /** A refusal as this process of the station writes it. */
    long refuse(Reason reason, long boot, String cardHex) {
        return add(
                1,
                TapRecord.newBuilder()
                        .setBootId(boot)
                        .setCard(ByteString.fromHex(cardHex))
                        .setRefusal(Refusal.newBuilder().setReason(reason))
                        .build()
                        .toByteArray());
    }

    public int size() {
        return records.size();
    }

    /** The hash of a record; 0 is the genesis. */
    public ByteString hash(long sequence) {
        return ByteString.copyFrom(hashes.get(Math.toIntExact(sequence)));
    }

    /** Every record's hash, in hex. */
    public List<String> hashes() {
        return hashes.stream().skip(1).map(HexFormat.of()::formatHex).toList();
    }

    /** A live batch of one refusal at that sequence, after a record nobody has seen. */
    public TapBatch far(long sequence) {
        byte[] before = hashes.getFirst();
        byte[] payload =
                TapRecord.newBuilder()
                        .setRefusal(Refusal.newBuilder().setReason(Reason.CARD_LOST))
                        .build()
                        .toByteArray();
        byte[] hash = Chain.next(before, 1, epoch, sequence, payload);
        return TapBatch.newBuilder()
                .setSchool(station.school().value())
                .setStation(station.station().value())
                .setEpoch(epoch)
                .setFirstSequence(sequence)
                .setPreviousHash(ByteString.copyFrom(before))
                .addRecords(Record.newBuilder().setType(1).setPayload(ByteString.copyFrom(payload)))
                .setLastHash(ByteString.copyFrom(hash))
                .setLive(true)
                .build();
    }

    public TapBatch all() {
        return batch(1, records.size());
    }

    /** The same, sent ahead of a backlog. */
    public TapBatch live(long first, long last) {
        return batch(first, last).toBuilder().setLive(true).build();
    }

    /** The records from first to last, both included. */
    public TapBatch batch(long first, long last) {
        return TapBatch.newBuilder()
                .setSchool(station.school().value())
                .setStation(station.station().value())
                .setEpoch(epoch)
                .setFirstSequence(first)
                .setPreviousHash(hash(first - 1))
                .addAllRecords(records.subList(Math.toIntExact(first - 1), Math.toIntExact(last)))
                .setLastHash(hash(last))
                .build();
    }
}
