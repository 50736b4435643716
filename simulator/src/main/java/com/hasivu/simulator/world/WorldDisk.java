package com.hasivu.simulator.world;

import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalDisk;
import com.hasivu.edge.journal.JournalFile;
import com.hasivu.edge.journal.StoredRecord;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The part of a station's disk that holds the journal: forgets, tears, flips, fails and fills up.
 */
final class WorldDisk {
    /** What the world wants to know of it. */
    interface Listener {
        void happened(Happening what);

        /** A file is about to be removed; its bytes are as the disk holds them. */
        void deleting(String name, byte[] bytes);

        /** A file is written again after a failed write. */
        void writtenAfterFailure(String name);
    }

    private final SortedMap<String, DiskImage> files = new TreeMap<>();
    private final List<SortedMap<String, DiskImage>> ended = new ArrayList<>();
    private final Plan plan;
    private final Dice dice;
    private final Listener listener;
    private int syncsToFail;
    private boolean full;
    private boolean fatal;
    private boolean marked;

    WorldDisk(Plan plan, Dice dice, Listener listener) {
        this.plan = plan;
        this.dice = dice;
        this.listener = listener;
    }

    /** What is on the disk itself, by name. */
    SortedMap<String, byte[]> durable() {
        return bytes(files);
    }

    /** What a process that starts now will read. */
    SortedMap<String, byte[]> visible() {
        SortedMap<String, byte[]> bytes = new TreeMap<>();
        files.forEach((name, image) -> bytes.put(name, image.cache()));
        return bytes;
    }

    /**
     * The next synced write fails.
     *
     * @param fatal the process is killed soon after, and the next one reads what the cache shows
     */
    void failNextSync(boolean fatal) {
        syncsToFail++;
        this.fatal = fatal;
    }

    void full(boolean full) {
        this.full = full;
    }

    void heal() {
        syncsToFail = 0;
        full = false;
        fatal = false;
    }

    /** A copy, as somebody would make with the power off. */
    SortedMap<String, DiskImage> backup() {
        SortedMap<String, DiskImage> copy = new TreeMap<>();
        files.forEach((name, image) -> copy.put(name, image.copy()));
        return copy;
    }

    /** A file in the journal's folder: the next start is to begin another journal. */
    void mark() {
        marked = true;
    }

    /** A marked journal is moved aside, by one rename; whether it was marked. */
    boolean endMarked() {
        if (!marked) {
            return false;
        }
        ended.add(backup());
        restore(new TreeMap<>(), ended);
        return true;
    }

    /** The bytes of each journal that was moved aside. */
    List<SortedMap<String, byte[]>> ended() {
        return ended.stream().map(WorldDisk::bytes).toList();
    }

    private static SortedMap<String, byte[]> bytes(SortedMap<String, DiskImage> images) {
        SortedMap<String, byte[]> bytes = new TreeMap<>();
        images.forEach((name, image) -> bytes.put(name, image.disk()));
        return bytes;
    }

    /** Every record of the journals that were moved aside. */
    void readEnded(Life life, Consumer<StoredRecord> to) {
        for (SortedMap<String, DiskImage> journal : ended) {
            WorldDisk aside = new WorldDisk(plan, dice, listener);
            aside.restore(journal);
            Journal.readAll(aside.port(life), to);
        }
    }

    /** Another disk: what the copy held, or nothing. Of journals moved aside it knows none. */
    void restore(SortedMap<String, DiskImage> backup) {
        restore(backup, List.of());
    }

    private void restore(
            SortedMap<String, DiskImage> backup, List<SortedMap<String, DiskImage>> aside) {
        ended.retainAll(aside);
        marked = false;
        files.clear();
        files.putAll(backup);
    }

    void processEnded() {
        files.values().forEach(image -> image.processEnded(dice));
    }

    void powerCut() {
        files.values().forEach(image -> image.powerCut(dice));
    }

    /** The disk as one process sees it. */
    JournalDisk port(Life life) {
        return new Port(life);
    }

    private final class Port implements JournalDisk {
        private final Life life;
        private final Set<String> suspect = new HashSet<>();

        Port(Life life) {
            this.life = life;
        }

        @Override
        public String describe() {
            return "journal";
        }

        @Override
        public List<String> list() {
            life.require();
            return List.copyOf(files.keySet());
        }

        @Override
        public JournalFile create(String name, int bytes) throws IOException {
            if (life.endsHere() && life.byPowerCut()) {
                files.put(name, new DiskImage(dice.below(bytes))); // not all of its zeros
            }
            life.step();
            if (full) {
                throw new IOException(name + ": No space left on device");
            }
            files.put(name, new DiskImage(bytes));
            suspect.remove(name);
            life.step();
            return new File(name, find(name));
        }

        @Override
        public JournalFile open(String name) throws IOException {
            life.require();
            return new File(name, find(name));
        }

        @Override
        public void delete(String name) throws IOException {
            life.step();
            listener.deleting(name, find(name).disk());
            files.remove(name);
            life.step();
        }

        @Override
        public String keep(String name, byte[] bytes) throws IOException {
            life.step();
            if (full) {
                throw new IOException(name + ": No space left on device");
            }
            listener.happened(Happening.TORN_TAIL_CUT);
            return "damaged/" + name;
        }

        private DiskImage find(String name) throws IOException {
            DiskImage image = files.get(name);
            if (image == null) {
                throw new NoSuchFileException(name);
            }
            return image;
        }

        private final class File implements JournalFile {
            private final String name;
            private final DiskImage image;

            File(String name, DiskImage image) {
                this.name = name;
                this.image = image;
            }

            @Override
            public long size() {
                life.require();
                return image.cache().length;
            }

            @Override
            public void write(long at, byte[] bytes, int offset, int length) {
                life.step();
                image.write((int) at, bytes, offset, length);
                life.step();
            }

            @Override
            public void writeThrough(long at, byte[] bytes, int offset, int length)
                    throws IOException {
                if (suspect.contains(name)) {
                    listener.writtenAfterFailure(name);
                }
                life.writing();
                if (life.endsHere() && life.byPowerCut() && plan.has(Fault.TORN_WRITE)) {
                    boolean flip = plan.has(Fault.BIT_FLIP) && dice.chance(0.3);
                    image.tear((int) at, bytes, offset, length, flip, dice);
                    listener.happened(Happening.TORN_WRITE);
                    if (flip) {
                        listener.happened(Happening.BIT_FLIP);
                    }
                }
                life.step();
                if (at == 0 && name.startsWith("segment-")) {
                    listener.happened(Happening.SEGMENT_BEGUN);
                }
                if (syncsToFail > 0) {
                    syncsToFail--;
                    suspect.add(name);
                    image.fail((int) at, bytes, offset, length, dice);
                    listener.happened(Happening.FAILED_SYNC);
                    if (fatal) {
                        fatal = false;
                        life.endAfter(dice.between(1, 4), false);
                    }
                    throw new IOException(name + ": Input/output error");
                }
                if (plan.lie() == Plan.Lie.SYNC_IS_NONE) {
                    image.write((int) at, bytes, offset, length);
                } else {
                    image.writeThrough((int) at, bytes, offset, length);
                }
                life.step();
            }

            @Override
            public byte[] read(long at, int length) {
                life.require();
                return Arrays.copyOfRange(image.cache(), (int) at, (int) at + length);
            }

            @Override
            public byte[] readFromDisk(long at, int length) {
                life.require();
                return Arrays.copyOfRange(image.disk(), (int) at, (int) at + length);
            }

            @Override
            public void close() {}
        }
    }
}
