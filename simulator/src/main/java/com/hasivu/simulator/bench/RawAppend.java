package com.hasivu.simulator.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The reference: 64 bytes appended to a preallocated file opened with O_DSYNC, and nothing else.
 * Not thread-safe.
 */
final class RawAppend implements AutoCloseable {
    static final int BYTES = 64;
    private static final int FILE = 4 * 1024 * 1024;
    private final FileChannel file;
    private final ByteBuffer record = ByteBuffer.allocateDirect(BYTES);
    private long at;

    RawAppend(Path path) throws IOException {
        try (FileChannel zeros =
                FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            zeros.write(ByteBuffer.allocate(FILE));
            zeros.force(true);
        }
        file = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
    }

    void append() throws IOException {
        record.clear();
        record.putLong(0, at + 1);
        file.write(record, at);
        at = (at + BYTES) % FILE;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
