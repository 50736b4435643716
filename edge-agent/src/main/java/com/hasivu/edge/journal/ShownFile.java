package com.hasivu.edge.journal;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Which of the last records had their signal given. One slot of 16 bytes for each of the last
 * {@value #SLOTS} records, at (sequence mod {@value #SLOTS}); not synced, because forgetting a mark
 * only lights the lamp once more. docs/journal-format.md, section "Shown". Thread-safe.
 *
 * <pre>
 * +----------+---------------------------------+---+
 * | sequence | CRC32C of epoch and sequence    | 0 |
 * |   u64    |               u32               |u32|
 * +----------+---------------------------------+---+
 * </pre>
 */
final class ShownFile {
    static final String NAME = "shown";
    static final int SLOTS = 1024;

    private static final int SLOT_BYTES = 16;

    private final JournalDisk disk;
    private final long[] shown = new long[SLOTS];
    private @Nullable JournalFile file;

    ShownFile(JournalDisk disk) {
        this.disk = disk;
    }

    /** Reads the marks of {@code epoch}; returns the highest. */
    synchronized long read(long epoch) throws IOException {
        if (!disk.list().contains(NAME)) {
            return 0;
        }
        JournalFile existing = disk.open(NAME);
        if (existing.size() != SLOTS * SLOT_BYTES) {
            return 0;
        }
        ByteBuffer content = ByteBuffer.wrap(existing.read(0, SLOTS * SLOT_BYTES));
        long highest = 0;
        for (int i = 0; i < SLOTS; i++) {
            long sequence = content.getLong(i * SLOT_BYTES);
            boolean whole = content.getInt(i * SLOT_BYTES + 8) == checksum(epoch, sequence);
            if (whole && sequence > 0 && sequence % SLOTS == i) {
                shown[i] = sequence;
                highest = Math.max(highest, sequence);
            }
        }
        file = existing;
        return highest;
    }

    /** The file's bytes; none when there is no file. */
    static byte[] bytes(JournalDisk disk) throws IOException {
        if (!disk.list().contains(NAME)) {
            return new byte[0];
        }
        JournalFile file = disk.open(NAME);
        return file.read(0, Math.toIntExact(file.size()));
    }

    /** What is wrong with these bytes; nothing is wrong with a slot never written. */
    static List<String> problems(byte[] bytes, long epoch, long last) {
        if (bytes.length == 0) {
            return List.of();
        }
        if (bytes.length != SLOTS * SLOT_BYTES) {
            return List.of(
                    "%s has %d bytes, not %d: which lights were shown is not known"
                            .formatted(NAME, bytes.length, SLOTS * SLOT_BYTES));
        }
        List<String> problems = new ArrayList<>();
        ByteBuffer content = ByteBuffer.wrap(bytes);
        for (int i = 0; i < SLOTS; i++) {
            int at = i * SLOT_BYTES;
            long sequence = content.getLong(at);
            boolean whole =
                    content.getInt(at + 8) == checksum(epoch, sequence) && sequence % SLOTS == i;
            if (!whole && !SegmentHeader.allZero(bytes, at, at + SLOT_BYTES)) {
                problems.add(
                        "%s, byte %d: this mark does not verify; its light may be shown once more"
                                .formatted(NAME, at));
            } else if (whole && sequence > last) {
                problems.add(
                        "%s, byte %d: record %d was shown at the counter, but the last one is %d"
                                .formatted(NAME, at, sequence, last));
            }
        }
        return problems;
    }

    /** Makes the file if there is none that can be used. */
    synchronized void prepare() throws IOException {
        if (file == null) {
            if (disk.list().contains(NAME)) {
                disk.delete(NAME);
            }
            file = disk.create(NAME, SLOTS * SLOT_BYTES);
        }
    }

    synchronized void mark(long epoch, long sequence) throws IOException {
        int slot = (int) (sequence % SLOTS);
        shown[slot] = sequence;
        if (file != null) {
            byte[] bytes = new byte[SLOT_BYTES];
            ByteBuffer.wrap(bytes).putLong(sequence).putInt(checksum(epoch, sequence));
            file.write((long) slot * SLOT_BYTES, bytes, 0, SLOT_BYTES);
        }
    }

    synchronized boolean isMarked(long sequence) {
        return shown[(int) (sequence % SLOTS)] == sequence;
    }

    synchronized void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    private static int checksum(long epoch, long sequence) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(16).putLong(epoch).putLong(sequence).flip());
        return (int) crc.getValue();
    }
}
