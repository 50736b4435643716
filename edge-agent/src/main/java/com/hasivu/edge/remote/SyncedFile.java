package com.hasivu.edge.remote;

import com.hasivu.edge.durable.DurableFiles;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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

    void write(String text) {
        try {
            Files.createDirectories(path.toAbsolutePath().resolveSibling(""));
            DurableFiles.replace(path, text.getBytes(StandardCharsets.UTF_8));
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
            DurableFiles.rename(path, other.path);
        } catch (IOException e) {
            throw failed("be renamed to " + other.path.getFileName(), e);
        }
    }

    void delete() {
        try {
            DurableFiles.delete(path);
        } catch (IOException e) {
            throw failed("be removed", e);
        }
    }

    private RemoteException failed(String what, IOException e) {
        return new RemoteException(
                "%s cannot %s: %s; check the folder's owner, mode and free space"
                        .formatted(path, what, e),
                e);
    }
}
