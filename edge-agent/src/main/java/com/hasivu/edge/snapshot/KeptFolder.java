package com.hasivu.edge.snapshot;

import com.hasivu.edge.snapshot.KeptFile.Name;
import com.hasivu.edge.snapshot.KeptSnapshots.Limits;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of kept snapshots. Never synced: a sync here could hold up the journal's on the same
 * disk. A power cut may take the last half minute; the next start begins a new file.
 */
final class KeptFolder {
    private final Path folder;

    KeptFolder(Path folder) {
        this.folder = folder;
    }

    /** Oldest first; empty when the folder is not there. */
    List<Name> names() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> Name.parse(file.getFileName().toString()))
                    .flatMap(Optional::stream)
                    .sorted()
                    .toList();
        }
    }

    byte[] read(Name name) throws IOException {
        return Files.readAllBytes(folder.resolve(name.toString()));
    }

    long size(Name name) throws IOException {
        return Files.size(folder.resolve(name.toString()));
    }

    /** Begins a file with its first frame; under its name it is whole, unless the power is cut. */
    Name begin(LocalDate day, long version, byte[] frame) throws IOException {
        Files.createDirectories(folder);
        Name name = new Name(day, version, 1);
        while (Files.exists(folder.resolve(name.toString()))) {
            name = name.next();
        }
        Path aside = folder.resolve("kept.tmp");
        try (FileChannel out =
                FileChannel.open(
                        aside,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            put(out, KeptFile.MAGIC);
            put(out, frame);
        }
        Files.move(aside, folder.resolve(name.toString()), StandardCopyOption.ATOMIC_MOVE);
        return name;
    }

    void append(Name name, byte[] frame) throws IOException {
        try (FileChannel out =
                FileChannel.open(
                        folder.resolve(name.toString()),
                        StandardOpenOption.WRITE,
                        StandardOpenOption.APPEND)) {
            put(out, frame);
        }
    }

    private static void put(FileChannel out, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            out.write(left);
        }
    }

    /** Removes what is older or more than the limits allow; {@code open} stays. */
    void prune(Limits limits, Optional<Name> open, LocalDate today) throws IOException {
        long bytes = 0;
        for (Name name : names().reversed()) {
            bytes += size(name);
            boolean expired =
                    limits.days() == 0
                            || name.day().isBefore(today.minusDays(limits.days()))
                            || bytes > limits.bytes();
            if (expired && !open.equals(Optional.of(name))) {
                Files.deleteIfExists(folder.resolve(name.toString()));
            }
        }
    }
}
