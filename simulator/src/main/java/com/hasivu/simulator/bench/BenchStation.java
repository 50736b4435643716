package com.hasivu.simulator.bench;

import com.google.protobuf.ByteString;
import com.hasivu.protocol.Chain;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.Record;
import com.hasivu.protocol.wire.Refusal;
import com.hasivu.protocol.wire.Serve;
import com.hasivu.protocol.wire.TapBatch;
import com.hasivu.protocol.wire.TapRecord;

import java.time.LocalDate;

/**
 * A station's chain as its batches bring it: no journal, no link. Seven of ten taps serve the next
 * order. One thread.
 */
final class BenchStation {
    private static final long CHILD = 1000;

    private final StationId station;
    private final Topics.Address address;
    private final long epoch;
    private byte[] hash;
    private long sequence;

    BenchStation(int number) {
        SchoolId school = new SchoolId(BenchCloud.SCHOOL);
        this.station = new StationId("c" + number);
        this.address = Topics.parse(new Topics(school, station).taps()).orElseThrow();
        this.epoch = 0x5EED_0000_0000L + number;
        this.hash = Chain.genesis(school, station, epoch);
    }

    Topics.Address address() {
        return address;
    }

    long sequence() {
        return sequence;
    }

    /** The next records as one sealed payload; orders are numbered from {@code firstOrder}. */
    byte[] batch(int records, long firstOrder) {
        TapBatch.Builder batch =
                TapBatch.newBuilder()
                        .setSchool(BenchCloud.SCHOOL)
                        .setStation(station.value())
                        .setEpoch(epoch)
                        .setFirstSequence(sequence + 1)
                        .setPreviousHash(ByteString.copyFrom(hash));
        long order = firstOrder;
        for (int i = 0; i < records; i++) {
            sequence++;
            boolean serve = sequence % 10 < 7;
            byte[] payload = record(serve, order);
            order += serve ? 1 : 0;
            hash = Chain.next(hash, 1, epoch, sequence, payload);
            batch.addRecords(
                    Record.newBuilder().setType(1).setPayload(ByteString.copyFrom(payload)));
        }
        return Wire.seal(batch.setLastHash(ByteString.copyFrom(hash)).build());
    }

    private byte[] record(boolean serve, long order) {
        byte[] card = {
            4, (byte) (order >> 24), (byte) (order >> 16), (byte) (order >> 8), (byte) order
        };
        TapRecord.Builder record =
                TapRecord.newBuilder()
                        .setWallMillis(System.currentTimeMillis())
                        .setMonotonicNanos(System.nanoTime())
                        .setBootId(epoch)
                        .setClock(ClockState.CLOCK_SYNCED)
                        .setReader("counter-1a")
                        .setCard(ByteString.copyFrom(card))
                        .setSnapshotVersion(7)
                        .setSchoolDay((int) LocalDate.now(java.time.ZoneOffset.UTC).toEpochDay())
                        .setWindow("lunch");
        return (serve
                        ? record.setServe(Serve.newBuilder().setOrder(order).setStudent(CHILD))
                        : record.setRefusal(Refusal.newBuilder().setReason(Reason.NO_ORDER_TODAY)))
                .build()
                .toByteArray();
    }
}
