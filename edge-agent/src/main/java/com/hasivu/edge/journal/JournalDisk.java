package com.hasivu.edge.journal;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The journal's port to one folder of a disk. Names are plain file names. Implementations need not
 * be thread-safe per file; calls on different files may come from different threads. Tests and the
 * simulator supply disks that fail, fill up, tear and forget.
 */
public interface JournalDisk {
    /** The real disk; makes the folder if it is missing. */
    static JournalDisk at(Path folder) throws IOException {
        return new FileDisk(folder);
    }

    /** Where this is, for messages. */
    String describe();

    /** The names of the folder's files, in no order. */
    List<String> list() throws IOException;

    /**
     * Makes a file of zeros, synced with its name: later writes inside it change no metadata.
     *
     * @throws IOException also when the disk is full; nothing of the file is left then if the disk
     *     can delete it
     */
    JournalFile create(String name, int bytes) throws IOException;

    /** Opens an existing file for reading and writing. */
    JournalFile open(String name) throws IOException;

    /** Removes a file. */
    void delete(String name) throws IOException;

    /**
     * Keeps bytes that are about to be cut off, as a file of its own below {@code damaged/},
     * synced. Never overwrites one.
     *
     * @return where, for messages
     */
    String keep(String name, byte[] bytes) throws IOException;
}
