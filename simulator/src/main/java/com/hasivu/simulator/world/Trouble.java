package com.hasivu.simulator.world;

import com.google.protobuf.ByteString;
import com.hasivu.edge.snapshot.Snapshot;
import com.hasivu.protocol.Chain;
import com.hasivu.protocol.ManifestSeal;
import com.hasivu.protocol.SnapshotRows;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.wire.Delta;
import com.hasivu.protocol.wire.Manifest;
import com.hasivu.protocol.wire.Record;
import com.hasivu.protocol.wire.Serve;
import com.hasivu.protocol.wire.SignedManifest;
import com.hasivu.protocol.wire.SnapshotBody;
import com.hasivu.protocol.wire.SnapshotChunk;
import com.hasivu.protocol.wire.TapBatch;
import com.hasivu.protocol.wire.TapRecord;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;

/** Plans what goes wrong on a day: each kind of fault by dice of its own. */
final class Trouble {
    private static final long MINUTE = 60_000;

    private final World world;
    private final LocalDate day;

    Trouble(World world, LocalDate day) {
        this.world = world;
        this.day = day;
    }

    void plan() {
        for (School school : world.schools) {
            for (Board board : school.boards) {
                plan(school, board);
            }
            often(Fault.OUTAGE, school, 0.25, dice -> outage(school, dice));
            often(Fault.NODE_DIES, school, 2, dice -> nodeDies(dice));
            often(Fault.REPLAY, school, 1.5, dice -> world.broker.replay());
            often(
                    Fault.BROKER_FORGETS,
                    school,
                    0.3,
                    dice -> world.broker.forget(dice.between(500, 90_000)));
        }
    }

    private void plan(School school, Board board) {
        often(
                Fault.POWER_CUT,
                board,
                1,
                dice -> {
                    if (dice.chance(0.5)) {
                        board.endInWrite((int) dice.between(1, 4));
                    } else {
                        board.endAfter(dice.between(1, 60), true);
                    }
                });
        often(Fault.KILL, board, 0.7, dice -> board.endAfter(dice.between(1, 60), false));
        often(
                Fault.FAILED_SYNC,
                board,
                0.7,
                dice -> board.disk.failNextSync(dice.chance(0.4) && world.plan.has(Fault.KILL)));
        often(Fault.FULL_DISK, board, 0.3, dice -> fullDisk(board, dice));
        often(Fault.CLOCK_SET, board, 0.3, dice -> setClock(board, dice));
        often(Fault.LAMP_BROKEN, board, 0.3, dice -> board.breakLamp());
        often(Fault.LINK_CUT, board, 2, dice -> cut(board, dice));
        often(Fault.HALF_OPEN, board, 0.5, dice -> halfOpen(board));
        often(Fault.SILENT_LINK, board, 0.4, dice -> silent(board));
        often(Fault.FORGED_SNAPSHOT, board, 0.5, dice -> forgedSnapshot(board, dice));
        often(Fault.FORGED_BATCH, board, 0.4, dice -> forgedBatch(school, board, dice));
        often(Fault.OLD_DISK, board, 0.06, dice -> oldDisk(board, dice));
        often(Fault.LOST_DISK, board, 0.06, dice -> lostDisk(board, dice));
    }

    private interface Strike {
        void with(Dice dice);
    }

    /** So many times a lunch, on the average, at any moment of it. */
    private void often(Fault fault, Object where, double times, Strike strike) {
        if (!world.plan.has(fault)) {
            return;
        }
        Dice dice = new Dice(world.plan.seed(), fault.label() + " " + where + " " + day);
        School school = where instanceof Board board ? board.school : (School) where;
        long from = school.at(day, School.OPENS - 10);
        long until = school.at(day, School.CLOSES + 5);
        long at = from;
        while (true) {
            at += (long) (-Math.log(1 - dice.between(0, 999_999) / 1e6) * (until - from) / times);
            if (at >= until) {
                return;
            }
            world.agenda.at(at, () -> strike.with(dice));
        }
    }

    private void outage(School school, Dice dice) {
        long lasts = dice.around(20 * MINUTE);
        world.happened(Happening.OUTAGE);
        world.trace.say("%s has no network for %d s", school.id, lasts / 1_000);
        school.boards.forEach(board -> board.cable(false));
        world.agenda.in(lasts, () -> school.boards.forEach(board -> board.cable(true)));
    }

    private void nodeDies(Dice dice) {
        List<Node> alive = world.nodes.stream().filter(Node::alive).toList();
        if (!alive.isEmpty()) {
            dice.pick(alive).dieAtPoint((int) dice.between(1, 12));
        }
    }

    private void fullDisk(Board board, Dice dice) {
        board.disk.full(true);
        board.shelf.full(true);
        world.happened(Happening.FULL_DISK);
        world.trace.say("%s: disk full", board);
        world.agenda.in(
                dice.around(3 * MINUTE),
                () -> {
                    board.disk.full(false);
                    board.shelf.full(false);
                });
    }

    private void setClock(Board board, Dice dice) {
        long skew =
                switch (dice.below(4)) {
                    case 0 -> -24 * 60 * MINUTE;
                    case 1 -> -world.agenda.now() + dice.between(0, 100_000); // 1970
                    case 2 -> dice.between(-20 * MINUTE, 20 * MINUTE);
                    default -> 24 * 60 * MINUTE;
                };
        board.setWall(skew);
        world.happened(Happening.CLOCK_SET);
        world.trace.say("%s: the clock is set to be %d s off", board, skew / 1_000);
        world.agenda.in(dice.around(4 * MINUTE), () -> board.setWall(0));
    }

    private void cut(Board board, Dice dice) {
        board.line()
                .ifPresent(
                        line -> {
                            world.happened(Happening.LINK_CUT);
                            world.trace.say("%s: the link is cut", board);
                            line.cut(true);
                            world.broker.lost(line, dice.between(0, 45_000));
                        });
        if (dice.chance(0.3)) {
            board.cable(false);
            world.agenda.in(dice.around(2 * MINUTE), () -> board.cable(true));
        }
    }

    private void halfOpen(Board board) {
        board.line()
                .ifPresent(
                        line -> {
                            world.happened(Happening.HALF_OPEN);
                            world.trace.say("%s: the link is half open", board);
                            line.halfOpen();
                        });
    }

    private void silent(Board board) {
        board.line()
                .ifPresent(
                        line -> {
                            world.happened(Happening.SILENT_LINK);
                            world.trace.say("%s: nothing comes down any more", board);
                            line.silenceDown();
                        });
    }

    /** A delta, or a whole snapshot, that fits in everything but who signed it. */
    private void forgedSnapshot(Board board, Dice dice) {
        Optional<Snapshot> held = board.snapshots().flatMap(store -> store.active());
        Optional<Line> line = board.line();
        if (held.isEmpty() || line.isEmpty()) {
            return;
        }
        Optional<NavigableMap<ByteString, ByteString>> rows =
                ShelfReading.rows(board.shelf.files(), held.get().version());
        if (rows.isEmpty()) {
            return;
        }
        NavigableMap<ByteString, ByteString> forged = SnapshotRows.empty();
        forged.putAll(rows.get());
        ByteString gone = dice.pick(new ArrayList<>(rows.get().keySet()));
        forged.remove(gone);
        Manifest manifest =
                held.get().manifest().toBuilder()
                        .setVersion(held.get().version() + 1)
                        .setRows(forged.size())
                        .setDigest(ByteString.copyFrom(ShelfReading.digest(forged)))
                        .build();
        SignedManifest signed =
                ManifestSeal.sign(
                        manifest,
                        world.credentials.forgersKeyId(world.plan.lie()),
                        world.credentials.foreign.getPrivate());
        world.happened(Happening.FORGED_SNAPSHOT);
        world.trace.say("somebody sends %s a snapshot %d", board, manifest.getVersion());
        if (dice.chance(0.5)) {
            Delta delta =
                    Delta.newBuilder()
                            .setTo(signed)
                            .setFromVersion(held.get().version())
                            .setFromDigest(held.get().manifest().getDigest())
                            .addDeletes(gone)
                            .build();
            line.get().arrive(board.topics.delta(), Wire.seal(delta));
        } else {
            SnapshotBody body =
                    SnapshotBody.newBuilder()
                            .setManifest(signed)
                            .addAllRows(forged.values())
                            .build();
            SnapshotChunk chunk =
                    SnapshotChunk.newBuilder()
                            .setVersion(manifest.getVersion())
                            .setIndex(0)
                            .setCount(1)
                            .setData(ByteString.copyFrom(Wire.seal(body)))
                            .build();
            line.get().arrive(board.topics.chunk(manifest.getVersion(), 0), Wire.seal(chunk));
        }
    }

    /**
     * A serve in the name of another counter, below the sender's own topic and below the other's.
     */
    private void forgedBatch(School school, Board board, Dice dice) {
        Board other = dice.pick(school.boards);
        School.Child child = dice.pick(school.children);
        byte[] payload =
                TapRecord.newBuilder()
                        .setWallMillis(world.agenda.now())
                        .setReader("forged")
                        .setServe(
                                Serve.newBuilder()
                                        .setOrder(School.order(child, day))
                                        .setStudent(child.student()))
                        .build()
                        .toByteArray();
        long epoch = dice.bits();
        Topics named = new Topics(school.id, other.id);
        byte[] genesis = Chain.genesis(named.school(), named.station(), epoch);
        TapBatch batch =
                TapBatch.newBuilder()
                        .setSchool(school.id.value())
                        .setStation(other.id.value())
                        .setEpoch(epoch)
                        .setFirstSequence(1)
                        .setPreviousHash(ByteString.copyFrom(genesis))
                        .addRecords(
                                Record.newBuilder()
                                        .setType(1)
                                        .setPayload(ByteString.copyFrom(payload)))
                        .setLastHash(ByteString.copyFrom(Chain.next(genesis, 1, epoch, 1, payload)))
                        .build();
        Optional<Line> line = board.line();
        if (other != board && line.isPresent()) {
            world.happened(Happening.FORGED_BATCH);
            world.trace.say("%s sends a batch in the name of %s", board, other);
            world.broker.up(line.get(), board.topics.taps(), Wire.seal(batch), false);
            world.broker.up(line.get(), other.topics.taps(), Wire.seal(batch), false);
        }
    }

    /** Somebody copies the disk; a while later the copy is put back. */
    private void oldDisk(Board board, Dice dice) {
        if (board.watch.forked()) {
            return;
        }
        board.switchOff(true);
        var journal = board.disk.backup();
        var snapshots = board.shelf.backup();
        board.switchOn();
        world.agenda.in(
                dice.between(2 * MINUTE, 20 * MINUTE),
                () -> {
                    board.switchOff(true);
                    boolean lacks = board.watch.disk.lacks(journal);
                    board.disk.restore(journal);
                    board.shelf.restore(snapshots);
                    board.watch.newDisk(lacks);
                    if (lacks) {
                        world.happened(Happening.OLD_DISK_RESTORED);
                    }
                    world.trace.say("%s gets an old copy of its disk", board);
                    board.switchOn();
                    if (dice.chance(0.5)) { // a person follows the message: an empty disk
                        world.agenda.in(dice.between(2 * MINUTE, 8 * MINUTE), () -> empty(board));
                    }
                });
    }

    private void lostDisk(Board board, Dice dice) {
        world.agenda.in(dice.between(0, MINUTE), () -> empty(board));
    }

    private void empty(Board board) {
        board.switchOff(false);
        board.disk.restore(new java.util.TreeMap<>());
        board.shelf.restore(new java.util.TreeMap<>());
        board.watch.newDisk(false);
        world.happened(Happening.EMPTY_DISK);
        world.trace.say("%s gets an empty disk", board);
        board.switchOn();
    }
}
