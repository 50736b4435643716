package com.hasivu.edge.journal;

import com.hasivu.edge.durable.DurableFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** The real disk. */
final class FileDisk implements JournalDisk {
    private static final byte[] ZEROS = new byte[64 * 1024];

    private final Path folder;

    FileDisk(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
    }

    @Override
    public String describe() {
        return folder.toString();
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).map(f -> f.getFileName().toString()).toList();
        }
    }

    @Override
    public JournalFile create(String name, int bytes) throws IOException {
        Path path = folder.resolve(name);
        Files.createFile(path);
        try (var file = new java.io.RandomAccessFile(path.toFile(), "rw")) {
            for (int at = 0; at < bytes; at += ZEROS.length) {
                file.write(ZEROS, 0, Math.min(ZEROS.length, bytes - at));
            }
            file.getFD().sync();
            DurableFiles.syncFolder(folder);
        } catch (IOException e) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException alsoFailed) {
                e.addSuppressed(alsoFailed);
            }
            throw e;
        }
        return new DiskFile(path);
    }

    @Override
    public JournalFile open(String name) throws IOException {
        return new DiskFile(folder.resolve(name));
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(folder.resolve(name));
        DurableFiles.syncFolder(folder);
    }

    @Override
    public String keep(String name, byte[] bytes) throws IOException {
        Path damaged = Files.createDirectories(folder.resolve("damaged"));
        Path path = damaged.resolve(name);
        for (int n = 2; Files.exists(path); n++) {
            path = damaged.resolve(name + "." + n);
        }
        Files.write(
                path,
                bytes,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.SYNC);
        DurableFiles.syncFolder(damaged);
        return path.toString();
    }
}
