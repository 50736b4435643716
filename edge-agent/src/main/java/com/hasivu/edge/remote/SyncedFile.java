package com.hasivu.edge.remote;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A small file of which a crash leaves the whole old or the whole new content. Each change is on
 * disk when the call returns.
 */
record SyncedFile(Path path) {
    /** What is no UTF-8 reads as something else: the file is damaged, and its reader finds out. */
    Optional<String> read() {
        try {
            return Optional.of(new String(Files.readAllBytes(path), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failed("be read", e);
        }
    }

    /** Written aside, synced, renamed. */
    void write(String text) {
        Path aside = path.resolveSibling(path.getFileName() + ".new");
        try {
            Files.createDirectories(folder());
            try (FileChannel channel =
                    FileChannel.open(
                            aside,
                            StandardOpenOption.CREATE,
                            StandardOpenOption.TRUNCATE_EXISTING,
                            StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(aside, path, StandardCopyOption.ATOMIC_MOVE);
            syncFolder();
        } catch (IOException e) {
            throw failed("be saved", e);
        }
    }

    /** Keeps a copy of what cannot be read, for a person; its name. */
    String keepDamaged(String text) {
        String aside = path.getFileName() + ".damaged";
        new SyncedFile(path.resolveSibling(aside)).write(text);
        return aside;
    }

    /** Takes the place of {@code other}. */
    void moveTo(SyncedFile other) {
        try {
            Files.move(path, other.path, StandardCopyOption.ATOMIC_MOVE);
            syncFolder();
        } catch (IOException e) {
            throw failed("be renamed to " + other.path.getFileName(), e);
        }
    }

    void delete() {
        try {
            if (Files.deleteIfExists(path)) {
                syncFolder();
            }
        } catch (IOException e) {
            throw failed("be removed", e);
        }
    }

    private Path folder() {
        return path.toAbsolutePath().resolveSibling("");
    }

    private void syncFolder() throws IOException {
        try (FileChannel itself = FileChannel.open(folder(), StandardOpenOption.READ)) {
            itself.force(true);
        }
    }

    private RemoteException failed(String what, IOException e) {
        return new RemoteException(
                "%s cannot %s: %s; check the folder's owner, mode and free space"
                        .formatted(path, what, e),
                e);
    }
}
