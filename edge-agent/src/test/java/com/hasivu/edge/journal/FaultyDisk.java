package com.hasivu.edge.journal;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** A real disk that a test makes fail. Not thread-safe beyond what the port asks. */
final class FaultyDisk implements JournalDisk {
    private final JournalDisk real;

    /** The next synced write of a segment's records fails after this share of its bytes. */
    volatile double failAfterShare = -1;

    /** Nothing can be created. */
    volatile boolean full;

    /** What the cache shows and the disk never took: bytes from here on read as zeros. */
    volatile long forgetsFrom = Long.MAX_VALUE;

    /** What happens while the write that will fail is under way. */
    volatile Runnable whileFailing = () -> {};

    volatile int failures;

    FaultyDisk(JournalDisk real) {
        this.real = real;
    }

    @Override
    public String describe() {
        return real.describe();
    }

    @Override
    public List<String> list() throws IOException {
        return real.list();
    }

    @Override
    public JournalFile create(String name, int bytes) throws IOException {
        if (full) {
            throw new IOException(name + ": No space left on device");
        }
        return new FaultyFile(name, real.create(name, bytes));
    }

    @Override
    public JournalFile open(String name) throws IOException {
        return new FaultyFile(name, real.open(name));
    }

    @Override
    public void delete(String name) throws IOException {
        real.delete(name);
    }

    @Override
    public String keep(String name, byte[] bytes) throws IOException {
        return real.keep(name, bytes);
    }

    private final class FaultyFile implements JournalFile {
        private final String name;
        private final JournalFile file;
        private boolean broken;

        FaultyFile(String name, JournalFile file) {
            this.name = name;
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void write(long at, byte[] bytes, int offset, int length) throws IOException {
            file.write(at, bytes, offset, length);
        }

        @Override
        public void writeThrough(long at, byte[] bytes, int offset, int length) throws IOException {
            if (broken) {
                throw new AssertionError(name + " is written again after a failed write");
            }
            if (failAfterShare >= 0 && at > 0 && name.startsWith("segment")) {
                int written = (int) (length * failAfterShare);
                failAfterShare = -1;
                broken = true;
                failures++;
                whileFailing.run();
                file.writeThrough(at, bytes, offset, written);
                throw new IOException(name + ": Input/output error");
            }
            file.writeThrough(at, bytes, offset, length);
        }

        @Override
        public byte[] read(long at, int length) throws IOException {
            return file.read(at, length);
        }

        @Override
        public byte[] readFromDisk(long at, int length) throws IOException {
            byte[] bytes = file.readFromDisk(at, length);
            if (forgetsFrom < at + length) {
                Arrays.fill(bytes, (int) Math.max(0, forgetsFrom - at), length, (byte) 0);
            }
            return bytes;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
