package com.hasivu.simulator.world;

import com.hasivu.edge.journal.Journal;
import com.hasivu.simulator.check.RawJournal;
import com.hasivu.simulator.check.RawRecord;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Holds the journal on one counter's disk, read from its bytes, against what was said to be on it:
 * E1, E3 to E5 and E8.
 */
final class DiskWatch implements WorldDisk.Listener {
    private static final HexFormat HEX = HexFormat.of();
    private static final long DAY = Duration.ofDays(1).toMillis();

    private final World world;
    private final Board board;

    private record Held(long epoch, long sequence, String hash) {
        static Held of(RawRecord record) {
            return new Held(record.epoch(), record.sequence(), HEX.formatHex(record.hash()));
        }
    }

    /** Every record that was ever on one of its disks. */
    private final Set<Held> ever = new HashSet<>();

    // of the disk it has now
    private final Map<Long, String> confirmed = new TreeMap<>(); // sequence -> hash
    private long epoch;

    private @Nullable RawJournal expected;

    DiskWatch(World world, Board board) {
        this.world = world;
        this.board = board;
    }

    boolean everHeld(long ofEpoch, long sequence, String hash) {
        return ever.contains(new Held(ofEpoch, sequence, hash));
    }

    /**
     * Whether a copy of the disk lacks a record of its own epoch that some disk of this counter
     * held since, whichever is in it now: the cloud has it, or may have it, and the copy will write
     * another one in its place.
     */
    boolean lacks(SortedMap<String, DiskImage> copy) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        copy.forEach((name, image) -> files.put(name, image.disk()));
        RawJournal then = read(files);
        Set<Held> has = then.records().stream().map(Held::of).collect(Collectors.toSet());
        return ever.stream()
                .anyMatch(
                        held ->
                                held.epoch() == then.epoch()
                                        && held.sequence()
                                                >= then.first() // those before are trimmed
                                        && !has.contains(held));
    }

    RawJournal onDisk() {
        return read(board.disk.durable());
    }

    private RawJournal read(SortedMap<String, byte[]> files) {
        return RawJournal.of(files, board.school.id.value(), board.id.value());
    }

    /** The record, if it is on the disk itself at this moment. */
    Optional<RawRecord> onDisk(long sequence) {
        return onDisk().records().stream()
                .filter(record -> record.sequence() == sequence)
                .findFirst();
    }

    /** Another disk is in it: what the old one held is no longer asked for. */
    void replaced() {
        confirmed.clear();
        epoch = 0;
    }

    /** Another journal is begun by itself. */
    void journalEnded() {
        confirmed.clear();
    }

    /** Before a start: what must be recovered is the longest valid prefix of what can be read. */
    void booting() {
        expected = read(board.disk.visible());
    }

    /** After a start: the records it has found. */
    RawJournal booted(Journal journal) {
        RawJournal before = expected;
        RawJournal after = onDisk();
        long last = before == null ? 0 : before.last();
        if (journal.lastSequence() != last || after.last() != last) {
            throw board.broken(
                    "E5",
                    "the longest valid prefix ends with record %d, the journal opens with %d, on disk are %d",
                    last,
                    journal.lastSequence(),
                    after.last());
        }
        epoch = journal.epoch();
        intact(after);
        for (RawRecord record : after.records()) {
            ever.add(Held.of(record));
            confirmed.put(record.sequence(), HEX.formatHex(record.hash()));
        }
        return after;
    }

    /** It is as it must be. */
    void intact() {
        intact(onDisk());
    }

    /** Every record is whole and in its place, whatever was said of it. */
    void whole() {
        RawJournal now = onDisk();
        if (!now.broken().isEmpty()) {
            throw board.broken("E4", "%s", now.broken().getFirst());
        }
    }

    /** It was said to be recorded. */
    void confirm(RawRecord record) {
        String hash = HEX.formatHex(record.hash());
        String before = confirmed.put(record.sequence(), hash);
        if (before != null && !before.equals(hash)) {
            throw board.broken("E4", "record %d is used twice", record.sequence());
        }
        ever.add(Held.of(record));
    }

    /** Everything that was said to be recorded is on the disk itself, in its place, unchanged. */
    void intact(RawJournal journal) {
        if (!journal.broken().isEmpty()) {
            throw board.broken("E4", "%s", journal.broken().getFirst());
        }
        Map<Long, RawRecord> held = new HashMap<>();
        journal.records().forEach(record -> held.put(record.sequence(), record));
        confirmed.forEach(
                (sequence, hash) -> {
                    RawRecord record = held.get(sequence);
                    if (sequence < journal.first()) {
                        return; // trimmed: E8
                    }
                    if (record == null) {
                        throw board.broken(
                                "E1",
                                "record %d was recorded and is not on disk (%d to %d are)",
                                sequence,
                                journal.first(),
                                journal.last());
                    }
                    if (!HEX.formatHex(record.hash()).equals(hash)) {
                        throw board.broken("E4", "record %d is another one than before", sequence);
                    }
                });
    }

    @Override
    public void happened(Happening what) {
        world.happened(what);
        if (what == Happening.FAILED_SYNC || what == Happening.TORN_WRITE) {
            world.trace.say("%s: %s", board, what.label());
        }
    }

    @Override
    public void writtenAfterFailure(String name) {
        throw board.broken("E3", "%s is written again after a failed write", name);
    }

    @Override
    public void deleting(String name, byte[] bytes) {
        if (!name.startsWith("segment-") || begun(bytes) == 0) {
            return;
        }
        long stop = Long.MAX_VALUE;
        for (Map.Entry<String, byte[]> other : board.disk.durable().entrySet()) {
            if (other.getKey().startsWith("segment-") && other.getKey().compareTo(name) > 0) {
                long first = begun(other.getValue());
                stop = first == 0 ? stop : Math.min(stop, first);
            }
        }
        long acked = world.cloudWatch.committed(board, epoch);
        long keptFrom = Math.floorDiv(board.wallMillis() - Running.KEEP.toMillis(), DAY) * DAY;
        for (RawRecord record : read(new TreeMap<>(Map.of(name, bytes))).records()) {
            if (record.sequence() >= stop) {
                break;
            }
            if (record.sequence() > acked) {
                throw board.broken(
                        "E8", "record %d is removed, acked are %d", record.sequence(), acked);
            }
            if (record.tap().getWallMillis() >= keptFrom) {
                throw board.broken("E8", "record %d is removed before its time", record.sequence());
            }
        }
        world.happened(Happening.SEGMENT_TRIMMED);
        world.trace.say("%s removes %s", board, name);
    }

    /** The first sequence of a segment file; 0 when it is not begun. */
    private static long begun(byte[] bytes) {
        return bytes.length > 64 && bytes[0] == 'H' ? ByteBuffer.wrap(bytes).getLong(24) : 0;
    }
}
