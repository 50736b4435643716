package com.hasivu.edge.journal;

import java.io.IOException;

/**
 * One preallocated file. One thread writes; {@link #read} may come from any thread. An interrupt of
 * the calling thread must not harm the file.
 */
public interface JournalFile extends AutoCloseable {
    /** Bytes in the file, fixed since it was made. */
    long size() throws IOException;

    /** Writes without a promise that it survives a power cut. */
    void write(long at, byte[] bytes, int offset, int length) throws IOException;

    /**
     * Writes and returns only when the bytes are on disk (O_DSYNC, or write and fdatasync). After
     * an exception nothing is known about these bytes and the file must not be written again.
     */
    void writeThrough(long at, byte[] bytes, int offset, int length) throws IOException;

    /** Reads up to the end of the file, from the cache or from disk. */
    byte[] read(long at, int length) throws IOException;

    /**
     * Like {@link #read}, but asks the disk itself where that is possible: after a failed sync the
     * cache may show bytes that the disk never took.
     */
    byte[] readFromDisk(long at, int length) throws IOException;

    @Override
    void close() throws IOException;
}
