package com.hasivu.cloud.rfid;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.Chain;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.Record;
import com.hasivu.protocol.wire.Refusal;
import com.hasivu.protocol.wire.Serve;
import com.hasivu.protocol.wire.TapBatch;
import com.hasivu.protocol.wire.TapRecord;

import java.util.ArrayList;
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

    public TapBatch all() {
        return batch(1, records.size());
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
