package com.hasivu.simulator.world;

import java.util.ArrayList;
import java.util.List;

/**
 * One preallocated file: what the disk holds, and what its cache shows to whoever reads.
 *
 * <pre>
 * write          cache only, until a power cut decides sector by sector
 * writeThrough   both; when it fails, the cache shows all and the disk has some of it, and nobody
 *                will write the rest: the cache's pages count as clean
 * </pre>
 */
final class DiskImage {
    static final int SECTOR = 512;

    /** Bytes {@code from} to below {@code to}. */
    private record Range(int from, int to) {}

    private byte[] disk;
    private byte[] cache;
    private final List<Range> dirty = new ArrayList<>();
    private final List<Range> failed = new ArrayList<>();

    DiskImage(int bytes) {
        disk = new byte[bytes];
        cache = new byte[bytes];
    }

    byte[] disk() {
        return disk;
    }

    byte[] cache() {
        return cache;
    }

    DiskImage copy() {
        DiskImage copy = new DiskImage(disk.length);
        copy.disk = disk.clone();
        copy.cache = disk.clone();
        return copy;
    }

    void write(int at, byte[] bytes, int offset, int length) {
        System.arraycopy(bytes, offset, cache, at, length);
        dirty.add(new Range(at, at + length));
    }

    void writeThrough(int at, byte[] bytes, int offset, int length) {
        System.arraycopy(bytes, offset, cache, at, length);
        System.arraycopy(bytes, offset, disk, at, length);
    }

    /** A write whose sync failed. */
    void fail(int at, byte[] bytes, int offset, int length, Dice dice) {
        System.arraycopy(bytes, offset, cache, at, length);
        failed.add(new Range(at, at + length));
        land(at, bytes, offset, length, dice);
    }

    /** A write that a power cut ends: a prefix of it, or any of its sectors, are on the disk. */
    void tear(int at, byte[] bytes, int offset, int length, boolean flip, Dice dice) {
        if (dice.chance(0.5)) {
            System.arraycopy(bytes, offset, disk, at, dice.below(length + 1));
        } else {
            land(at, bytes, offset, length, dice);
        }
        if (flip) {
            disk[at + dice.below(length)] ^= (byte) (1 << dice.below(8));
        }
    }

    private void land(int at, byte[] bytes, int offset, int length, Dice dice) {
        for (int from = at; from < at + length; ) {
            int to = Math.min(at + length, (from / SECTOR + 1) * SECTOR);
            if (dice.chance(0.5)) {
                System.arraycopy(bytes, offset + from - at, disk, from, to - from);
            }
            from = to;
        }
    }

    /** The process ended, the machine runs on: the cache stays, but clean pages may be dropped. */
    void processEnded(Dice dice) {
        failed.removeIf(
                range -> {
                    boolean dropped = dice.chance(0.5);
                    if (dropped) {
                        System.arraycopy(
                                disk, range.from, cache, range.from, range.to - range.from);
                    }
                    return dropped;
                });
    }

    void powerCut(Dice dice) {
        for (Range range : dirty) {
            land(range.from, cache, range.from, range.to - range.from, dice);
        }
        dirty.clear();
        failed.clear();
        cache = disk.clone();
    }
}
