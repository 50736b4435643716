package com.hasivu.simulator.world;

import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.snapshot.SnapshotStore;

/**
 * Holds one counter against its invariants: what is on its disk, which is read from the bytes; what
 * it shows; and, here, what it holds from the cloud. Of the product only its answers are looked at.
 */
final class StationWatch {
    final DiskWatch disk;
    final LightWatch lights;

    private final World world;
    private final Board board;
    private long version; // of the disk it has now
    private boolean replaced;
    private boolean forked;

    StationWatch(World world, Board board) {
        this.world = world;
        this.board = board;
        this.disk = new DiskWatch(world, board);
        this.lights = new LightWatch(world, board, disk);
    }

    /** Whether it got an old disk that lacks records the cloud has, or may have. */
    boolean forked() {
        return forked;
    }

    /** Whether its disk was changed for another one, once or more. */
    boolean replaced() {
        return replaced;
    }

    /** Another disk is in it: what the old one held is no longer asked for. */
    void newDisk(boolean fork) {
        disk.replaced();
        lights.replaced();
        version = 0;
        replaced = true;
        forked = fork;
    }

    /** Another journal is begun by itself: what was served by the ones before stays served. */
    void journalEnded() {
        disk.journalEnded();
        lights.journalEnded();
        replaced = true;
        forked = false;
    }

    /** Before a start. */
    void booting() {
        lights.booting();
        disk.booting();
    }

    void booted(Journal journal) {
        lights.booted(disk.booted(journal));
    }

    void died() {
        disk.intact();
    }

    void turned(Journal journal) {
        long cursor = journal.cursor().sequence();
        long committed = world.cloudWatch.committed(board, journal.epoch());
        if (cursor > committed) {
            throw board.broken("S4", "the cursor is at %d, committed are %d", cursor, committed);
        }
    }

    void holds(SnapshotStore store) {
        store.active()
                .ifPresent(
                        held -> {
                            if (held.version() < version) {
                                throw board.broken(
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
                                throw board.broken(
                                        "E7",
                                        "snapshot %d is in use, which the cloud did not make",
                                        version);
                            }
                        });
    }
}
