package com.hasivu.edge.journal;

import com.hasivu.protocol.Chain;

import java.io.IOException;
import java.util.List;

/** Reads records of one segment back; every checksum is looked at again. Any thread. */
final class SegmentReader {
    private SegmentReader() {}

    /**
     * Reads records {@code from} to {@code until} into {@code to}, at most {@code maxBytes} of
     * payload but at least one record if {@code to} is empty.
     *
     * @return whether the byte limit ended the reading
     */
    static boolean read(
            Segment segment,
            long epoch,
            long from,
            long until,
            int maxBytes,
            List<StoredRecord> to) {
        long stop = from;
        int start = segment.offsetOf(from);
        while (stop < until && segment.endOf(stop) - start < (long) maxBytes + Frame.MAX_BYTES) {
            stop++;
        }
        byte[] content = bytes(segment, start, segment.endOf(stop) - start);
        int at = 0;
        int bytes = 0;
        for (long sequence = from; sequence <= stop; sequence++) {
            Frame frame = frame(segment, content, at, start, sequence);
            bytes += frame.payloadLength();
            if (bytes > maxBytes && !to.isEmpty()) {
                return true;
            }
            byte[] payload = frame.payload(content);
            to.add(
                    new StoredRecord(
                            sequence,
                            frame.type(),
                            payload,
                            frame.previousHash(),
                            Chain.next(
                                    frame.previousHash(), frame.type(), epoch, sequence, payload)));
            at = frame.end();
        }
        return stop < until;
    }

    static Frame frame(Segment segment, long sequence) {
        int start = segment.offsetOf(sequence);
        return frame(
                segment,
                bytes(segment, start, segment.endOf(sequence) - start),
                0,
                start,
                sequence);
    }

    private static Frame frame(Segment segment, byte[] content, int at, int start, long sequence) {
        if (Frame.scan(content, at) instanceof Frame.Scan.Found(Frame frame)
                && frame.sequence() == sequence) {
            return frame;
        }
        throw new JournalException(
                "record %d in %s at byte %d cannot be read back: the disk has changed it; replace the disk"
                        .formatted(sequence, segment.name, start + at));
    }

    private static byte[] bytes(Segment segment, int at, int length) {
        try {
            return segment.file.read(at, length);
        } catch (IOException e) {
            throw new JournalException(
                    "cannot read %s: %s; check the disk".formatted(segment.name, e.getMessage()),
                    e);
        }
    }
}
