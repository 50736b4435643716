package com.hasivu.simulator.check;

import com.google.protobuf.InvalidProtocolBufferException;
import com.hasivu.protocol.wire.TapRecord;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A station's journal read from its bytes alone, after docs/journal-format.md and the chain of
 * docs/wire-protocol.md, by code that shares nothing with the station's.
 *
 * @param records the longest valid prefix, oldest first
 * @param first the sequence the oldest segment begins with, whether it holds a record or not
 * @param lastHash of the last record; of the one before the first when there is none
 * @param broken what does not fit: a gap, a reused number, a wrong hash, a valid record behind an
 *     invalid one; empty when all does
 * @param tornBytes bytes behind the last record that are no record: a write that a crash cut off
 * @param ackedSequence what the cursor file says is committed; 0 when there is none
 */
public record RawJournal(
        List<RawRecord> records,
        long first,
        byte[] lastHash,
        List<String> broken,
        int tornBytes,
        long epoch,
        long ackedSequence,
        byte[] ackedHash) {
    private static final int HEADER = 4096;
    private static final int FRAME = 59;
    private static final Pattern SEGMENT = Pattern.compile("segment-\\d{8}\\.journal");
    private static final String CURSOR = "cursor";

    /** The sequence of the newest record, whether it is still here or not; 0 before the first. */
    public long last() {
        return records.isEmpty() ? first - 1 : records.getLast().sequence();
    }

    /** Reads the folder; changes nothing. */
    public static RawJournal read(Path folder, String school, String station) {
        SortedMap<String, byte[]> contents = new TreeMap<>();
        try (Stream<Path> all = Files.list(folder)) {
            for (Path file : all.toList()) {
                String name = file.getFileName().toString();
                if (SEGMENT.matcher(name).matches() || name.equals(CURSOR)) {
                    contents.put(name, Files.readAllBytes(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read journal " + folder, e);
        }
        return of(contents, school, station);
    }

    /** Reads a journal from its files' bytes by name; other names are not looked at. */
    public static RawJournal of(SortedMap<String, byte[]> files, String school, String station) {
        List<byte[]> segments = new ArrayList<>();
        files.forEach(
                (name, bytes) -> {
                    if (SEGMENT.matcher(name).matches()) {
                        segments.add(bytes);
                    }
                });
        return new Reading(school, station).read(segments, files.get(CURSOR));
    }

    private static final class Reading {
        private final byte[] genesisName;
        private final List<RawRecord> records = new ArrayList<>();
        private final List<String> broken = new ArrayList<>();
        private byte[] hash = new byte[32];
        private long epoch;
        private long first = 1;
        private long next = 1;
        private int torn;

        Reading(String school, String station) {
            this.genesisName =
                    ("hasivu-chain-1\n" + school + "/" + station + "/")
                            .getBytes(StandardCharsets.US_ASCII);
        }

        RawJournal read(List<byte[]> files, byte @Nullable [] cursor) {
            List<byte[]> segments = files.stream().filter(this::begun).toList();
            for (int i = 0; i < segments.size(); i++) {
                long stop =
                        i + 1 < segments.size()
                                ? ByteBuffer.wrap(segments.get(i + 1)).getLong(24)
                                : Long.MAX_VALUE;
                segment(segments.get(i), i == 0, stop);
            }
            CursorFile read = CursorFile.parse(cursor == null ? new byte[0] : cursor);
            return new RawJournal(
                    List.copyOf(records),
                    first,
                    hash,
                    List.copyOf(broken),
                    torn,
                    epoch,
                    read.sequence(),
                    read.hash());
        }

        /** A header that does not verify over zeros is a file that was never begun. */
        private boolean begun(byte[] bytes) {
            if (bytes.length > HEADER
                    && new String(bytes, 0, 8, StandardCharsets.US_ASCII).equals("HASIVUJ1")
                    && ByteBuffer.wrap(bytes).getInt(64) == headerCrc(bytes)) {
                return true;
            }
            for (int i = HEADER; i < bytes.length; i++) {
                if (bytes[i] != 0) {
                    broken.add("a segment holds bytes below a header that does not verify");
                    break;
                }
            }
            return false;
        }

        private static int headerCrc(byte[] bytes) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, 0, 64);
            return (int) crc.getValue();
        }

        private void segment(byte[] bytes, boolean oldest, long stop) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            long begins = in.getLong(24);
            byte[] previous = Arrays.copyOfRange(bytes, 32, 64);
            if (oldest) {
                epoch = in.getLong(16);
                first = begins;
                next = begins;
                hash = begins == 1 ? sha256(genesisName, longs(epoch)) : previous;
            }
            if (in.getLong(16) != epoch || begins != next || !Arrays.equals(previous, hash)) {
                broken.add(
                        "a segment begins with record %d where record %d must follow"
                                .formatted(begins, next));
                return;
            }
            int at = HEADER;
            while (next < stop && at + FRAME <= bytes.length && in.getInt(at) != 0) {
                int end = at + 8 + in.getInt(at);
                if (in.getInt(at) < FRAME - 8
                        || end > bytes.length
                        || in.getInt(at + 4) != crc(bytes, at, end)) {
                    break;
                }
                record(in, bytes, at, end);
                at = end;
            }
            if (stop == Long.MAX_VALUE) {
                for (int i = at; i < bytes.length; i++) {
                    torn += bytes[i] != 0 ? 1 : 0;
                }
            } else if (next != stop) {
                broken.add(
                        "records %d to %d are missing in the middle of the journal"
                                .formatted(next, stop - 1));
            }
        }

        private void record(ByteBuffer in, byte[] bytes, int at, int end) {
            int type = bytes[at + 8] & 0xFF;
            long sequence = in.getLong(at + 19);
            byte[] previous = Arrays.copyOfRange(bytes, at + 27, at + FRAME);
            byte[] payload = Arrays.copyOfRange(bytes, at + FRAME, end);
            if (in.getLong(at + 11) != epoch
                    || sequence != next
                    || !Arrays.equals(previous, hash)) {
                broken.add(
                        "record %d stands where record %d must, or does not carry its hash"
                                .formatted(sequence, next));
            }
            hash =
                    sha256(
                            previous,
                            new byte[] {(byte) type},
                            longs(epoch),
                            longs(sequence),
                            payload);
            next = sequence + 1;
            try {
                records.add(
                        new RawRecord(
                                epoch,
                                sequence,
                                type,
                                previous,
                                payload,
                                hash,
                                TapRecord.parseFrom(payload)));
            } catch (InvalidProtocolBufferException e) {
                broken.add("record %d is not a tap record: %s".formatted(sequence, e.getMessage()));
            }
        }

        private static int crc(byte[] bytes, int at, int end) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, at, 4);
            crc.update(bytes, at + 8, end - at - 8);
            return (int) crc.getValue();
        }

        private static byte[] longs(long value) {
            return ByteBuffer.allocate(8).putLong(value).array();
        }

        private static byte[] sha256(byte[]... parts) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (byte[] part : parts) {
                    digest.update(part);
                }
                return digest.digest();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
