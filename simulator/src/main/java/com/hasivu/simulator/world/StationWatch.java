package com.hasivu.simulator.world;

import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.serving.TapResult;
import com.hasivu.edge.signal.Shown;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.protocol.CardId;
import com.hasivu.simulator.check.RawJournal;
import com.hasivu.simulator.check.RawRecord;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Holds one counter against its invariants, E1 to E5, E7 and E8. What is on its disk is read from
 * the bytes; of the product only its answers are looked at: what it showed, and what it said is
 * recorded.
 */
final class StationWatch implements WorldDisk.Listener {
    private static final HexFormat HEX = HexFormat.of();
    private static final Duration AGAIN = Duration.ofSeconds(60);
    private static final long DAY = Duration.ofDays(1).toMillis();

    /** A serve that nobody has seen yet. */
    private record Unseen(CardId card, long sequence, long recordedWall, long knownWall) {}

    private final World world;
    private final Board board;

    /** Every record that was ever on one of its disks: epoch/sequence/hash. */
    private final Set<String> ever = new HashSet<>();

    // of the disk it has now
    private final Map<Long, String> confirmed = new TreeMap<>(); // sequence -> hash
    private final Map<Long, Long> servedBy = new HashMap<>(); // order -> sequence
    private final Map<Long, Integer> seenInLife = new HashMap<>(); // sequence -> life
    private final Map<Long, Unseen> unseen = new TreeMap<>(); // by sequence
    private long epoch;
    private long version;

    private int lives;
    private @Nullable RawJournal expected;
    private boolean replaced;
    private boolean forked;

    StationWatch(World world, Board board) {
        this.world = world;
        this.board = board;
    }

    /** Whether it got an old disk that lacks records the cloud has, or may have. */
    boolean forked() {
        return forked;
    }

    /** Whether its disk was changed for another one, once or more. */
    boolean replaced() {
        return replaced;
    }

    boolean everHeld(long ofEpoch, long sequence, String hash) {
        return ever.contains(ofEpoch + "/" + sequence + "/" + hash);
    }

    RawJournal onDisk() {
        return read(board.disk.durable());
    }

    private RawJournal read(SortedMap<String, byte[]> files) {
        return RawJournal.of(files, board.school.id.value(), board.id.value());
    }

    private Broken broken(String invariant, String format, Object... values) {
        return new Broken(invariant, board + ": " + format.formatted(values));
    }

    // ------------------------------------------------------------ its disk

    /** Another disk is in it: what the old one held is no longer asked for. */
    void newDisk(boolean fork) {
        confirmed.clear();
        servedBy.clear();
        seenInLife.clear();
        unseen.clear();
        version = 0;
        epoch = 0;
        replaced = true;
        forked = fork;
    }

    /** Another journal is begun by itself: what was served by the ones before stays served. */
    void journalEnded() {
        confirmed.clear();
        servedBy.replaceAll((order, sequence) -> -Math.abs(sequence)); // of no record of the new one
        seenInLife.clear();
        unseen.clear();
        replaced = true;
        forked = false;
    }

    /** Before a start: what must be recovered is the longest valid prefix of what can be read. */
    void booting() {
        lives++;
        expected = read(board.disk.visible());
    }

    void booted(Journal journal) {
        RawJournal before = expected;
        RawJournal after = onDisk();
        long last = before == null ? 0 : last(before);
        if (journal.lastSequence() != last || last(after) != last) {
            throw broken(
                    "E5",
                    "the longest valid prefix ends with record %d, the journal opens with %d, on disk are %d",
                    last,
                    journal.lastSequence(),
                    last(after));
        }
        epoch = journal.epoch();
        intact(after);
        for (RawRecord record : after.records()) {
            String hash = HEX.formatHex(record.hash());
            ever.add(record.epoch() + "/" + record.sequence() + "/" + hash);
            confirmed.put(record.sequence(), hash);
            if (record.tap().hasServe()) {
                serve(record.tap().getServe().getOrder(), record.sequence());
                if (!seenInLife.containsKey(record.sequence())) {
                    unseen.put(
                            record.sequence(),
                            new Unseen(
                                    CardId.of(record.tap().getCard().toByteArray()),
                                    record.sequence(),
                                    record.tap().getWallMillis(),
                                    board.wallMillis()));
                }
            }
        }
    }

    void died() {
        intact(onDisk());
    }

    /** Everything that was said to be recorded is on the disk itself, in its place, unchanged. */
    void intact(RawJournal journal) {
        if (!journal.broken().isEmpty()) {
            throw broken("E4", "%s", journal.broken().getFirst());
        }
        Map<Long, RawRecord> held = new HashMap<>();
        journal.records().forEach(record -> held.put(record.sequence(), record));
        long first = journal.records().isEmpty() ? 1 : journal.records().getFirst().sequence();
        confirmed.forEach(
                (sequence, hash) -> {
                    RawRecord record = held.get(sequence);
                    if (sequence < first) {
                        return; // trimmed: E8
                    }
                    if (record == null) {
                        throw broken(
                                "E1",
                                "record %d was recorded and is not on disk (%d to %d are)",
                                sequence,
                                first,
                                last(journal));
                    }
                    if (!HEX.formatHex(record.hash()).equals(hash)) {
                        throw broken("E4", "record %d is another one than before", sequence);
                    }
                });
    }

    private static long last(RawJournal journal) {
        return journal.records().isEmpty() ? 0 : journal.records().getLast().sequence();
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
        throw broken("E3", "%s is written again after a failed write", name);
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
        long keptFrom = Math.floorDiv(board.wallMillis() - Board.KEEP.toMillis(), DAY) * DAY;
        for (RawRecord record : read(new TreeMap<>(Map.of(name, bytes))).records()) {
            if (record.sequence() >= stop) {
                break;
            }
            if (record.sequence() > acked) {
                throw broken("E8", "record %d is removed, acked are %d", record.sequence(), acked);
            }
            if (record.tap().getWallMillis() >= keptFrom) {
                throw broken("E8", "record %d is removed before its time", record.sequence());
            }
        }
        world.happened(Happening.SEGMENT_TRIMMED);
        world.trace.say("%s removes %s", board, name);
    }

    /** The first sequence of a segment file; 0 when it is not begun. */
    private static long begun(byte[] bytes) {
        return bytes.length > 64 && bytes[0] == 'H' ? ByteBuffer.wrap(bytes).getLong(24) : 0;
    }

    // ------------------------------------------------------------ its lights

    void lit(Shown shown) {
        switch (shown.lamp()) {
            case SERVE -> {
                long sequence = green(shown);
                String why =
                        board.school.ledger.against(
                                shown.snapshotVersion(),
                                shown.card(),
                                shown.order().orElseThrow().value());
                if (!why.isEmpty()) {
                    throw broken("E7", "green for record %d, but %s", sequence, why);
                }
                if (seenInLife.containsKey(sequence)) {
                    throw broken("E2", "record %d is shown as new twice", sequence);
                }
                seenInLife.put(sequence, lives);
                world.happened(Happening.SERVED);
            }
            case RESHOWN -> {
                long sequence = green(shown);
                if (Integer.valueOf(lives).equals(seenInLife.get(sequence))) {
                    throw broken("E2", "record %d is shown again, it was seen", sequence);
                }
                seenInLife.put(sequence, lives);
                world.happened(Happening.RESHOWN);
            }
            case REFUSE -> world.happened(Happening.REFUSED);
            case OUT_OF_SERVICE -> world.happened(Happening.OUT_OF_SERVICE);
        }
        world.trace.say(
                "%s shows %s %s %s",
                board,
                shown.lamp(),
                shown.reason().map(Enum::toString).orElse(""),
                shown.record().map(id -> "record " + id.sequence()).orElse("no record"));
    }

    /** A green light: its record is on the disk itself at this moment. */
    private long green(Shown shown) {
        if (shown.record().isEmpty()) {
            throw broken("E1", "green without a record");
        }
        long sequence = shown.record().get().sequence();
        RawRecord record =
                onDisk().records().stream()
                        .filter(one -> one.sequence() == sequence)
                        .findFirst()
                        .orElse(null);
        if (record == null) {
            throw broken("E1", "green for record %d, which is not on disk", sequence);
        }
        if (record.epoch() != shown.record().get().epoch()
                || !record.tap().hasServe()
                || !Arrays.equals(record.tap().getCard().toByteArray(), shown.card().bytes())
                || record.tap().getServe().getOrder() != shown.order().orElseThrow().value()) {
            throw broken("E1", "green for record %d, which is no serve of that card", sequence);
        }
        unseen.remove(sequence);
        confirm(record);
        serve(record.tap().getServe().getOrder(), sequence);
        return sequence;
    }

    private void confirm(RawRecord record) {
        String hash = HEX.formatHex(record.hash());
        String before = confirmed.put(record.sequence(), hash);
        if (before != null && !before.equals(hash)) {
            throw broken("E4", "record %d is used twice", record.sequence());
        }
        ever.add(record.epoch() + "/" + record.sequence() + "/" + hash);
    }

    private void serve(long order, long sequence) {
        Long before = servedBy.putIfAbsent(order, sequence);
        if (before != null && before != sequence) {
            throw broken("E2", "order %d is served by records %d and %d", order, before, sequence);
        }
    }

    // ------------------------------------------------------------ its taps

    /** What was recorded for the card and not seen, when there is exactly one such record. */
    private Optional<Unseen> owed(CardId card) {
        List<Unseen> owed =
                unseen.values().stream()
                        .filter(one -> one.card().equals(card))
                        .filter(one -> near(one.recordedWall(), one.knownWall()))
                        .filter(one -> near(one.recordedWall(), board.wallMillis()))
                        .toList();
        return owed.size() == 1 ? Optional.of(owed.getFirst()) : Optional.empty();
    }

    private static boolean near(long one, long other) {
        return Math.abs(one - other) <= AGAIN.toMillis();
    }

    private Optional<Unseen> owedNow = Optional.empty();

    void tapping(CardId card) {
        owedNow = owed(card);
    }

    void tapped(CardId card, Optional<TapResult> result, List<Shown> seen) {
        if (result.isEmpty()) {
            if (seen.isEmpty()) {
                world.happened(Happening.NO_LIGHT);
            }
            return; // it died; the disk is looked at when it starts again
        }
        if (owedNow.isPresent() && !(result.get() instanceof TapResult.Reshown)) {
            throw broken(
                    "E1",
                    "record %d was not seen and is not shown again to its card",
                    owedNow.get().sequence());
        }
        switch (result.get()) {
            case TapResult.OutOfService(var why) -> {
                if (seen.stream().anyMatch(StationWatch::isGreen)) {
                    throw broken("E3", "green although the record failed: %s", why);
                }
            }
            case TapResult.Decided decided -> recorded(card, decided, seen);
            case TapResult.Reshown reshown -> {}
        }
        RawJournal now = onDisk();
        if (!now.broken().isEmpty()) {
            throw broken("E4", "%s", now.broken().getFirst());
        }
    }

    private void recorded(CardId card, TapResult.Decided decided, List<Shown> seen) {
        RawRecord record =
                onDisk().records().stream()
                        .filter(one -> one.sequence() == decided.record().sequence())
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        broken(
                                                "E1",
                                                "record %d is said to be on disk and is not",
                                                decided.record().sequence()));
        confirm(record);
        boolean green = seen.stream().anyMatch(StationWatch::isGreen);
        if (green && !record.tap().hasServe()) {
            throw broken("E3", "green for a refusal, record %d", record.sequence());
        }
        if (record.tap().hasServe()) {
            serve(record.tap().getServe().getOrder(), record.sequence());
            if (!green) {
                unseen.put(
                        record.sequence(),
                        new Unseen(
                                card,
                                record.sequence(),
                                record.tap().getWallMillis(),
                                board.wallMillis()));
            }
        }
    }

    private static boolean isGreen(Shown shown) {
        return shown.lamp() == Shown.Lamp.SERVE || shown.lamp() == Shown.Lamp.RESHOWN;
    }

    // ------------------------------------------------------------ its sync

    void turned(Journal journal) {
        long cursor = journal.cursor().sequence();
        long committed = world.cloudWatch.committed(board, journal.epoch());
        if (cursor > committed) {
            throw broken("S4", "the cursor is at %d, committed are %d", cursor, committed);
        }
    }

    void holds(SnapshotStore store) {
        store.active()
                .ifPresent(
                        held -> {
                            if (held.version() < version) {
                                throw broken(
                                        "E7",
                                        "snapshot %d is in use after %d",
                                        held.version(),
                                        version);
                            }
                            if (held.version() > version) {
                                world.trace.say("%s uses snapshot %d", board, held.version());
                            }
                            version = held.version();
                            if (!board.school.ledger.isOurs(version, held.manifest().getDigest())) {
                                throw broken(
                                        "E7",
                                        "snapshot %d is in use, which the cloud did not make",
                                        version);
                            }
                        });
    }
}
