package com.hasivu.cloud.db;

import static com.hasivu.cloud.schema.Tables.DATABASE_IDENTITY;

import org.jooq.exception.DataAccessException;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * A small file beside an H2 database saying that it was born, and which one it is. H2 can open
 * empty after a power cut (DESIGN.md, "Cloud"); then the file is there and the schema is not, and
 * we refuse to go on rather than serve a school without orders.
 */
final class BirthMark {
    private final @Nullable Path file;

    private BirthMark(@Nullable Path file) {
        this.file = file;
    }

    static BirthMark none() {
        return new BirthMark(null);
    }

    static BirthMark beside(Path database) {
        return new BirthMark(database.resolveSibling(database.getFileName() + ".born"));
    }

    void refuseIfEmptied(Database database) {
        if (file == null || !Files.exists(file)) {
            return;
        }
        String expected = content(file);
        String found = identity(database);
        if (found.isEmpty()) {
            throw new DatabaseException(
                    "the database is empty, but %s says that it held data (%s); restore a backup, or remove that file to begin anew"
                            .formatted(file, expected),
                    null);
        }
        if (!found.equals(expected)) {
            throw new DatabaseException(
                    "the database is %s, but %s names %s; restore the matching file, or remove the mark to accept this one"
                            .formatted(found, file, expected),
                    null);
        }
    }

    /** Names the database in its own table and beside it, once. */
    void write(Database database) {
        if (file == null) {
            return;
        }
        String id = identity(database);
        if (id.isEmpty()) {
            id = UUID.randomUUID().toString();
            String born = id;
            database.transaction(
                    tx ->
                            tx.insertInto(DATABASE_IDENTITY)
                                    .values(born, Instant.now().truncatedTo(ChronoUnit.MILLIS))
                                    .execute());
        }
        if (!Files.exists(file)) {
            put(file, id);
        }
    }

    private static String identity(Database database) {
        try {
            return database.read(
                    tx ->
                            tx.select(DATABASE_IDENTITY.ID)
                                    .from(DATABASE_IDENTITY)
                                    .fetchOptional(DATABASE_IDENTITY.ID)
                                    .orElse(""));
        } catch (DataAccessException e) {
            if ("42S02".equals(e.sqlState()) || "42S04".equals(e.sqlState())) { // H2: no such table
                return "";
            }
            throw e;
        }
    }

    private static String content(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private static void put(Path file, String id) {
        try {
            Path fresh = file.resolveSibling(file.getFileName() + ".new");
            Files.write(fresh, (id + "\n").getBytes(StandardCharsets.UTF_8));
            try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
