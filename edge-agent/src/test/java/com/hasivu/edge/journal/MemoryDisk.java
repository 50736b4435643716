package com.hasivu.edge.journal;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A disk in memory that can lose power in a synced write: any of the sectors it touches may be on
 * disk or not, in no order. For tests that open a journal thousands of times.
 */
final class MemoryDisk implements JournalDisk {
    static final int SECTOR = 512;

    /** The power is gone: the process ends here. */
    static final class PowerCut extends Error {
        private static final long serialVersionUID = 1L;
    }

    final Map<String, byte[]> files = new HashMap<>();
    final List<String> kept = new ArrayList<>();
    private int writesLeft = Integer.MAX_VALUE;
    private Random sectors = new Random(0);

    /** The {@code nth} synced write from now on is the last, and lands as {@code sectors} says. */
    void cutPowerAt(int nth, Random sectors) {
        this.writesLeft = nth;
        this.sectors = sectors;
    }

    MemoryDisk copy() {
        MemoryDisk copy = new MemoryDisk();
        files.forEach((name, bytes) -> copy.files.put(name, bytes.clone()));
        return copy;
    }

    byte[] content(String name) throws NoSuchFileException {
        byte[] bytes = files.get(name);
        if (bytes == null) {
            throw new NoSuchFileException(name);
        }
        return bytes;
    }

    @Override
    public String describe() {
        return "memory";
    }

    @Override
    public List<String> list() {
        return List.copyOf(files.keySet());
    }

    @Override
    public JournalFile create(String name, int bytes) {
        files.put(name, new byte[bytes]);
        return new MemoryFile(name);
    }

    @Override
    public JournalFile open(String name) throws IOException {
        content(name);
        return new MemoryFile(name);
    }

    @Override
    public void delete(String name) {
        files.remove(name);
    }

    @Override
    public String keep(String name, byte[] bytes) {
        kept.add(name);
        return "damaged/" + name;
    }

    private final class MemoryFile implements JournalFile {
        private final String name;

        MemoryFile(String name) {
            this.name = name;
        }

        @Override
        public long size() throws IOException {
            return content(name).length;
        }

        @Override
        public void write(long at, byte[] bytes, int offset, int length) throws IOException {
            System.arraycopy(bytes, offset, content(name), (int) at, length);
        }

        @Override
        public void writeThrough(long at, byte[] bytes, int offset, int length) throws IOException {
            if (--writesLeft > 0) {
                write(at, bytes, offset, length);
                return;
            }
            for (int from = (int) at; from < at + length; ) {
                int to = (int) Math.min(at + length, (from / SECTOR + 1) * SECTOR);
                if (sectors.nextBoolean()) {
                    write(from, bytes, offset + from - (int) at, to - from);
                }
                from = to;
            }
            throw new PowerCut();
        }

        @Override
        public byte[] read(long at, int length) throws IOException {
            return Arrays.copyOfRange(content(name), (int) at, (int) at + length);
        }

        @Override
        public byte[] readFromDisk(long at, int length) throws IOException {
            return read(at, length);
        }

        @Override
        public void close() {}
    }
}
