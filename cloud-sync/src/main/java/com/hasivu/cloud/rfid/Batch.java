package com.hasivu.cloud.rfid;

import com.hasivu.protocol.Chain;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.WireException.Kind;
import com.hasivu.protocol.wire.Record;
import com.hasivu.protocol.wire.TapBatch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A batch that holds together: its ids are its topic's (S7), its chain recomputes to the hash it
 * names. What it says about the cloud's own state is not checked here. Pure.
 *
 * @param first sequence of the first entry
 * @param previousHash hex; of the record before the first
 * @param entries one at least, in order, without gap
 * @param live the station's newest, sent ahead of a backlog
 * @param waiting records the station holds behind this batch, as it says
 */
record Batch(
        SchoolId school,
        StationId station,
        long epoch,
        long first,
        String previousHash,
        List<Entry> entries,
        boolean live,
        long waiting) {
    private static final HexFormat HEX = HexFormat.of();

    /** Sequences stay far from the sign bit. */
    static final long MAX_SEQUENCE = 1L << 62;

    private static final int MAX_TYPE = 255;

    /** A record at its place in the chain; {@code hash} in hex. */
    record Entry(long sequence, int type, byte[] payload, String hash) {}

    Batch {
        entries = List.copyOf(entries);
    }

    ChainId chain() {
        return new ChainId(school, station, epoch);
    }

    long last() {
        return entries.getLast().sequence();
    }

    /** The hash of the record at a sequence of this batch, or of the one before its first. */
    String hashAt(long sequence) {
        return sequence == first - 1
                ? previousHash
                : entries.get(Math.toIntExact(sequence - first)).hash();
    }

    static Batch read(Topics.Address sender, TapBatch wire) throws WireException {
        if (!wire.getSchool().equals(sender.school().value())
                || !wire.getStation().equals(sender.station().value())) {
            throw new WireException(
                    Kind.FORGED,
                    "batch names another station than its topic, %s/%s"
                            .formatted(sender.school(), sender.station()));
        }
        int count = wire.getRecordsCount();
        long first = wire.getFirstSequence();
        if (count == 0 || count > Wire.MAX_BATCH_RECORDS) {
            throw malformed("%d records; 1 to %d".formatted(count, Wire.MAX_BATCH_RECORDS));
        }
        if (first <= 0 || first > MAX_SEQUENCE) {
            throw malformed("first sequence " + Long.toUnsignedString(first));
        }
        byte[] hash = wire.getPreviousHash().toByteArray();
        if (hash.length != Chain.HASH_BYTES || wire.getLastHash().size() != Chain.HASH_BYTES) {
            throw malformed("a hash that is not of %d bytes".formatted(Chain.HASH_BYTES));
        }
        long bytes = wire.getRecordsList().stream().mapToLong(r -> r.getPayload().size()).sum();
        if (count > 1 && bytes > Wire.MAX_BATCH_BYTES) {
            throw malformed("%d bytes; at most %d".formatted(bytes, Wire.MAX_BATCH_BYTES));
        }
        String previous = HEX.formatHex(hash);
        var entries = new ArrayList<Entry>(count);
        long sequence = first;
        for (Record record : wire.getRecordsList()) {
            int type = record.getType();
            if (type < 0 || type > MAX_TYPE) {
                throw malformed("record type " + Integer.toUnsignedString(type));
            }
            byte[] payload = record.getPayload().toByteArray();
            hash = Chain.next(hash, type, wire.getEpoch(), sequence, payload);
            entries.add(new Entry(sequence, type, payload, HEX.formatHex(hash)));
            sequence++;
        }
        if (!Arrays.equals(hash, wire.getLastHash().toByteArray())) {
            throw malformed("its chain does not end in the hash it names");
        }
        return new Batch(
                sender.school(),
                sender.station(),
                wire.getEpoch(),
                first,
                previous,
                entries,
                wire.getLive(),
                wire.getWaiting());
    }

    private static WireException malformed(String what) {
        return new WireException(Kind.MALFORMED, "batch with " + what);
    }
}
