package com.hasivu.edge.durable;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.EnumSet;

/**
 * Writes, renames and removes files so that each change is on disk when the call returns. A name in
 * a folder is as durable as the folder, so that is synced too (fsync(2), "Calling fsync() does not
 * necessarily ensure that the entry in the directory containing the file has also reached disk").
 * Any thread; two at once on one name is the caller's fault.
 */
public final class DurableFiles {
    private DurableFiles() {}

    /**
     * Gives the file this content. A crash leaves the whole old or the whole new one; what was
     * begun lies beside it, {@code .new}, and is replaced by the next call.
     *
     * @param attributes of the new file, whatever the old one had
     */
    public static void replace(Path file, byte[] bytes, FileAttribute<?>... attributes)
            throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        write(aside, bytes, attributes);
        rename(aside, file);
    }

    /**
     * Writes a file anew and syncs its bytes, not its name: a crash may leave a part of it, or
     * none. For a name that means nothing until it is renamed.
     */
    public static void write(Path file, byte[] bytes, FileAttribute<?>... attributes)
            throws IOException {
        Files.deleteIfExists(file); // else the old one's attributes stay
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        attributes)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                channel.write(left);
            }
            channel.force(true);
        }
    }

    /**
     * Gives a file another name in its folder, at once or not at all; replaces one of that name.
     */
    public static void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        syncFolder(folder(to));
    }

    /** Removes a file; whether there was one. */
    public static boolean delete(Path file) throws IOException {
        boolean there = Files.deleteIfExists(file);
        if (there) {
            syncFolder(folder(file));
        }
        return there;
    }

    /** Syncs the bytes of a file that another program part wrote. */
    public static void sync(Path file) throws IOException {
        force(file, StandardOpenOption.WRITE);
    }

    /** Syncs which names a folder holds. */
    public static void syncFolder(Path folder) throws IOException {
        force(folder, StandardOpenOption.READ);
    }

    private static void force(Path path, StandardOpenOption mode) throws IOException {
        try (FileChannel channel = FileChannel.open(path, mode)) {
            channel.force(true);
        }
    }

    private static Path folder(Path file) {
        return file.toAbsolutePath().resolveSibling("");
    }
}
