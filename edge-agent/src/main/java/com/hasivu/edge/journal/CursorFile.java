package com.hasivu.edge.journal;

import com.hasivu.protocol.Chain;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * The cursor on disk: two slots, each in a block of its own, written in turn and synced, so that
 * one of them is whole at any time and no file is renamed. docs/journal-format.md, section
 * "Cursor". The caller serializes writes.
 *
 * <pre>
 *  0            8        16      24         32     64       68
 * +------------+--------+-------+----------+------+--------+  4096: the second slot
 * | "HASIVUC1" | count  | epoch | sequence | hash | CRC32C |
 * +------------+--------+-------+----------+------+--------+
 * </pre>
 */
final class CursorFile {
    static final String NAME = "cursor";

    private static final long MAGIC =
            ByteBuffer.wrap("HASIVUC1".getBytes(StandardCharsets.US_ASCII)).getLong();
    private static final int SLOT_BYTES = 4096;
    private static final int USED = 68;
    private static final int CRC_AT = 64;

    private final JournalDisk disk;
    private @Nullable JournalFile file;
    private long count;

    CursorFile(JournalDisk disk) {
        this.disk = disk;
    }

    private record Slot(long count, long epoch, Cursor cursor) {}

    /** The newest whole slot; {@code null} when there is none. */
    private @Nullable Slot newest(List<String> notes) throws IOException {
        if (!disk.list().contains(NAME)) {
            return null;
        }
        JournalFile existing = disk.open(NAME);
        if (existing.size() != 2 * SLOT_BYTES) {
            return null;
        }
        file = existing;
        byte[] content = existing.read(0, 2 * SLOT_BYTES);
        Slot even = parse(ByteBuffer.wrap(content, 0, SLOT_BYTES).slice());
        Slot odd = parse(ByteBuffer.wrap(content, SLOT_BYTES, SLOT_BYTES).slice());
        noteBroken(even == null, content, 0, notes);
        noteBroken(odd == null, content, SLOT_BYTES, notes);
        if (even == null || odd == null) {
            return even == null ? odd : even;
        }
        return even.count > odd.count ? even : odd;
    }

    /** A slot of zeros was never written. */
    private static void noteBroken(boolean broken, byte[] file, int at, List<String> notes) {
        if (broken && !SegmentHeader.allZero(file, at, at + SLOT_BYTES)) {
            notes.add(
                    "%s, byte %d: this slot does not verify, a write was cut or the disk changed it; the other one counts"
                            .formatted(NAME, at));
        }
    }

    private static @Nullable Slot parse(ByteBuffer slot) {
        if (slot.getLong(0) != MAGIC || slot.getInt(CRC_AT) != checksum(slot)) {
            return null;
        }
        byte[] hash = new byte[Chain.HASH_BYTES];
        slot.get(32, hash);
        return new Slot(slot.getLong(8), slot.getLong(16), new Cursor(slot.getLong(24), hash));
    }

    /** Reads the cursor; {@code null}, with a note, when there is none that can be read. */
    @Nullable Cursor read(List<String> notes) throws IOException {
        Slot slot = newest(notes);
        if (slot == null) {
            if (file != null || disk.list().contains(NAME)) {
                notes.add("the cursor cannot be read: records are sent from the oldest kept on");
            }
            return null;
        }
        count = slot.count;
        epoch = slot.epoch;
        return slot.cursor;
    }

    private long epoch;

    /** The epoch of the cursor that was read. */
    long epoch() {
        return epoch;
    }

    /** Writes durably. After a failure the next write makes a new file. */
    void write(long epoch, Cursor cursor) throws IOException {
        JournalFile target = file;
        if (target == null) {
            if (disk.list().contains(NAME)) {
                disk.delete(NAME);
            }
            target = disk.create(NAME, 2 * SLOT_BYTES);
        }
        file = null; // after a failed write the file is not written again
        count++;
        byte[] slot = new byte[USED];
        ByteBuffer.wrap(slot)
                .putLong(MAGIC)
                .putLong(count)
                .putLong(epoch)
                .putLong(cursor.sequence())
                .put(cursor.hash())
                .putInt(CRC_AT, checksum(ByteBuffer.wrap(slot)));
        target.writeThrough(count % 2 * SLOT_BYTES, slot, 0, USED);
        file = target;
    }

    void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }

    private static int checksum(ByteBuffer slot) {
        CRC32C crc = new CRC32C();
        crc.update(slot.duplicate().position(0).limit(CRC_AT));
        return (int) crc.getValue();
    }
}
