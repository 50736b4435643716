package com.hasivu.simulator.world;

import com.hasivu.edge.serving.HandResult;
import com.hasivu.edge.serving.TapResult;
import com.hasivu.edge.serving.UndoResult;
import com.hasivu.edge.signal.Shown;
import com.hasivu.protocol.CardId;
import com.hasivu.simulator.check.RawJournal;
import com.hasivu.simulator.check.RawRecord;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Holds what the children at one counter see against its disk and against what the office said: E1
 * to E3 and E7.
 */
final class LightWatch {
    private static final Duration AGAIN = Duration.ofSeconds(60);

    /** A serve that nobody has seen yet. */
    private record Unseen(CardId card, long sequence, long recordedWall, long knownWall) {}

    private final World world;
    private final Board board;
    private final DiskWatch disk;

    // of the disk it has now
    private final Map<Long, Long> servedBy = new HashMap<>(); // order -> sequence
    private final Map<Long, Long> tookBack = new HashMap<>(); // sequence of a serve -> its order
    private final Map<Long, Integer> seenInLife = new HashMap<>(); // sequence -> life
    private final Map<Long, Unseen> unseen = new TreeMap<>(); // by sequence

    private int lives;
    private Optional<Unseen> owedNow = Optional.empty();

    LightWatch(World world, Board board, DiskWatch disk) {
        this.world = world;
        this.board = board;
        this.disk = disk;
    }

    /** Another disk is in it: what the old one held is no longer asked for. */
    void replaced() {
        servedBy.clear();
        tookBack.clear();
        seenInLife.clear();
        unseen.clear();
    }

    /** Another journal is begun by itself: what was served by the ones before stays served. */
    void journalEnded() {
        servedBy.replaceAll(
                (order, sequence) -> -Math.abs(sequence)); // of no record of the new one
        tookBack.clear();
        seenInLife.clear();
        unseen.clear();
    }

    void booting() {
        lives++;
    }

    /** It starts with these records: the serves among them may be owed to a child. */
    void booted(RawJournal journal) {
        journal.records().stream().filter(one -> one.tap().hasUndo()).forEach(this::takenBack);
        for (RawRecord record : journal.records()) {
            if (record.tap().hasServe() && !tookBack.containsKey(record.sequence())) {
                serve(record.tap().getServe().getOrder(), record.sequence());
                if (!record.tap().hasByHand() && !seenInLife.containsKey(record.sequence())) {
                    owe(CardId.of(record.tap().getCard().toByteArray()), record);
                }
            }
        }
    }

    private void owe(CardId card, RawRecord record) {
        unseen.put(
                record.sequence(),
                new Unseen(
                        card, record.sequence(), record.tap().getWallMillis(), board.wallMillis()));
    }

    void lit(Shown shown) {
        switch (shown.lamp()) {
            case SERVE -> {
                long sequence = green(shown);
                String why =
                        board.school.ledger.against(
                                shown.snapshotVersion(),
                                shown.card(),
                                shown.order().orElseThrow().value(),
                                tookBack.containsValue(shown.order().orElseThrow().value()));
                if (!why.isEmpty()) {
                    throw board.broken("E7", "green for record %d, but %s", sequence, why);
                }
                if (seenInLife.containsKey(sequence)) {
                    throw board.broken("E2", "record %d is shown as new twice", sequence);
                }
                seenInLife.put(sequence, lives);
                world.happened(Happening.SERVED);
            }
            case RESHOWN -> {
                long sequence = green(shown);
                if (Integer.valueOf(lives).equals(seenInLife.get(sequence))) {
                    throw board.broken("E2", "record %d is shown again, it was seen", sequence);
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
            throw board.broken("E1", "green without a record");
        }
        long sequence = shown.record().get().sequence();
        RawRecord record =
                disk.onDisk(sequence)
                        .orElseThrow(
                                () ->
                                        board.broken(
                                                "E1",
                                                "green for record %d, which is not on disk",
                                                sequence));
        if (record.epoch() != shown.record().get().epoch()
                || !record.tap().hasServe()
                || !Arrays.equals(record.tap().getCard().toByteArray(), shown.card().bytes())
                || record.tap().getServe().getOrder() != shown.order().orElseThrow().value()) {
            throw board.broken(
                    "E1", "green for record %d, which is no serve of that card", sequence);
        }
        unseen.remove(sequence);
        disk.confirm(record);
        serve(record.tap().getServe().getOrder(), sequence);
        return sequence;
    }

    private void serve(long order, long sequence) {
        Long before = servedBy.putIfAbsent(order, sequence);
        if (before != null && before != sequence) {
            throw board.broken(
                    "E2", "order %d is served by records %d and %d", order, before, sequence);
        }
    }

    // ------------------------------------------------------------ by hand

    /** A serve by hand was answered. */
    void handed(HandResult result) {
        if (result instanceof HandResult.Decided(var decision, var id)) {
            RawRecord record = recorded(id.sequence());
            if (!record.tap().hasByHand() || record.tap().getByHand().getStaff() == 0) {
                throw board.broken("E1", "record %d names no supervisor", id.sequence());
            }
            disk.confirm(record);
            if (record.tap().hasServe()) {
                serve(record.tap().getServe().getOrder(), id.sequence());
                world.happened(Happening.SERVED_BY_HAND);
            }
        }
    }

    /** A serve was taken back, or not. */
    void undone(UndoResult result) {
        if (result instanceof UndoResult.TakenBack(var taken, var id)) {
            RawRecord record = recorded(id.sequence());
            if (!record.tap().hasUndo()
                    || record.tap().getUndo().getSequence() != taken.sequence()) {
                throw board.broken("E1", "record %d does not take back %s", id.sequence(), taken);
            }
            disk.confirm(record);
            takenBack(record);
            world.happened(Happening.TAKEN_BACK);
        }
    }

    private void takenBack(RawRecord record) {
        long sequence = record.tap().getUndo().getSequence();
        long order = record.tap().getUndo().getOrder();
        if (tookBack.put(sequence, order) == null) {
            Long standing = servedBy.get(order);
            if (standing != null && standing == sequence) {
                servedBy.remove(order);
            }
        }
        unseen.remove(sequence);
    }

    private RawRecord recorded(long sequence) {
        return disk.onDisk(sequence)
                .orElseThrow(
                        () ->
                                board.broken(
                                        "E1",
                                        "record %d is said to be on disk and is not",
                                        sequence));
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
            throw board.broken(
                    "E1",
                    "record %d was not seen and is not shown again to its card",
                    owedNow.get().sequence());
        }
        switch (result.get()) {
            case TapResult.OutOfService(var why) -> {
                if (seen.stream().anyMatch(LightWatch::isGreen)) {
                    throw board.broken("E3", "green although the record failed: %s", why);
                }
            }
            case TapResult.Decided decided -> recorded(card, decided, seen);
            case TapResult.Reshown reshown -> {}
        }
        disk.whole();
    }

    private void recorded(CardId card, TapResult.Decided decided, List<Shown> seen) {
        RawRecord record = recorded(decided.record().sequence());
        disk.confirm(record);
        boolean green = seen.stream().anyMatch(LightWatch::isGreen);
        if (green && !record.tap().hasServe()) {
            throw board.broken("E3", "green for a refusal, record %d", record.sequence());
        }
        if (record.tap().hasServe()) {
            serve(record.tap().getServe().getOrder(), record.sequence());
            if (!green) {
                owe(card, record);
            }
        }
    }

    private static boolean isGreen(Shown shown) {
        return shown.lamp() == Shown.Lamp.SERVE || shown.lamp() == Shown.Lamp.RESHOWN;
    }
}
