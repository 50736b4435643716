package com.hasivu.edge.snapshot;

import com.google.protobuf.ByteString;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The snapshot store's port to one folder of a disk. Names are plain file names. What a file means,
 * when it is taken for whole and which are kept is the store's business; how bytes get on a disk is
 * the port's. Calls are serialized per name. The simulator supplies disks that lose power.
 */
public interface SnapshotDisk {
    /** The real disk; makes the folder if it is missing. */
    static SnapshotDisk at(Path folder) throws IOException {
        return new SnapshotFolder(folder);
    }

    /**
     * What a base file holds.
     *
     * @param manifest a serialized SignedManifest
     * @param rows serialized rows by their canonical key
     */
    record Table(ByteString manifest, Map<ByteString, ByteString> rows) {}

    /** A file that is not what was written. */
    final class Damaged extends Exception {
        private static final long serialVersionUID = 1L;

        public Damaged(String name, String why) {
            super(name + ": " + why);
        }
    }

    /** The names of the folder's files, in no order. */
    List<String> list() throws IOException;

    /** Writes a whole file and syncs it; replaces one of that name. */
    void write(String name, byte[] bytes) throws IOException;

    /** The whole of a file. */
    byte[] read(String name) throws IOException;

    /**
     * As {@link #write}, of a table in a form of the port's own.
     *
     * @return a checksum over the file, 16 hex digits
     */
    String writeTable(String name, Table table) throws IOException;

    /**
     * Reads a table back.
     *
     * @param checksum as {@link #writeTable} returned it
     * @throws Damaged if the file is another than was written
     */
    Table readTable(String name, String checksum) throws IOException, Damaged;

    /** Gives a file another name, at once or not at all; synced. */
    void rename(String from, String to) throws IOException;

    /** Removes a file, if it is there; it may come back at a power cut. */
    void delete(String name) throws IOException;
}
