package com.hasivu.edge.logs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The files of a log while another process writes and renames them. A file is known by its key (the
 * inode), as its name changes; one that is held open keeps its key, so it is never another's.
 *
 * <pre>
 *   edge.log     written now
 *   edge.log.1   the one before, closed before it was renamed
 *   edge.log.7   the oldest; the next rotation deletes it
 * </pre>
 */
final class LogRing {
    private static final int TRIES = 100;

    private final Path file;

    LogRing(Path file) {
        this.file = file;
    }

    /** One of its files, open for reading. */
    record Opened(FileChannel channel, Object key) {}

    /** The oldest; empty if there is none. */
    Optional<Opened> oldest() throws IOException {
        return open(Optional.empty());
    }

    /**
     * The one written after {@code key}; empty if that is the newest. When it is not there any
     * more, the oldest.
     */
    Optional<Opened> after(Object key) throws IOException {
        return open(Optional.of(key));
    }

    /** Whether the file is still there, under any name. */
    boolean holds(Object key) throws IOException {
        return newestFirst().containsKey(key);
    }

    private Optional<Opened> open(Optional<Object> after) throws IOException {
        for (int i = 0; i < TRIES; i++) {
            Optional<Map.Entry<Object, Path>> next = next(after);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            Optional<Opened> opened = open(next.get().getValue(), next.get().getKey());
            if (opened.isPresent()) {
                return opened;
            }
        }
        throw new IOException("it is rotated faster than it can be opened");
    }

    /** Empty if it was renamed in between: look again. */
    private static Optional<Opened> open(Path path, Object key) throws IOException {
        try {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
            if (key(path).equals(Optional.of(key))) {
                return Optional.of(new Opened(channel, key));
            }
            channel.close();
            return Optional.empty();
        } catch (NoSuchFileException renamed) {
            return Optional.empty();
        }
    }

    private Optional<Map.Entry<Object, Path>> next(Optional<Object> after) throws IOException {
        Optional<Map.Entry<Object, Path>> newer = Optional.empty();
        for (Map.Entry<Object, Path> one : newestFirst().entrySet()) {
            if (after.isPresent() && one.getKey().equals(after.get())) {
                return newer;
            }
            newer = Optional.of(one);
        }
        return newer;
    }

    /**
     * From the newest name to the oldest, as a rotation renames towards the oldest: what is renamed
     * meanwhile is seen twice, and never missed. A name may be free for a moment.
     */
    private Map<Object, Path> newestFirst() throws IOException {
        Map<Object, Path> found = new LinkedHashMap<>();
        for (int i = 0; i < Logs.FILES; i++) {
            Path path = i == 0 ? file : file.resolveSibling(file.getFileName() + "." + i);
            key(path).ifPresent(key -> found.putIfAbsent(key, path));
        }
        return found;
    }

    private static Optional<Object> key(Path path) throws IOException {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(path, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
