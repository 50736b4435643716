package com.hasivu.edge.backup;

import com.hasivu.edge.durable.DurableFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Folders of plain files: copied while a station changes them, and removed. */
final class Folders {
    private static final int TRIES = 5;

    /** Of one process, and nothing of the station. */
    private static final Set<String> OF_A_PROCESS = Set.of("lock");

    private Folders() {}

    /**
     * Copies the plain files, those named first before all others; what a crash left half written
     * ({@code .new}) stays. When a file is gone in the middle, all are copied anew.
     */
    static void copy(Path from, Path to, List<String> first) throws IOException {
        Files.createDirectories(to);
        for (int tries = TRIES; ; tries--) {
            try {
                Comparator<String> order =
                        Comparator.<String, Boolean>comparing(name -> !first.contains(name))
                                .thenComparing(Comparator.naturalOrder());
                for (String name : files(from).stream().sorted(order).toList()) {
                    Files.copy(from.resolve(name), to.resolve(name));
                }
                return;
            } catch (NoSuchFileException e) {
                if (tries == 0) {
                    throw e;
                }
                remove(to);
                Files.createDirectories(to);
            }
        }
    }

    /** The names of its plain files; none if it is not there. */
    static List<String> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile)
                    .map(path -> path.getFileName().toString())
                    .filter(name -> !OF_A_PROCESS.contains(name) && !name.endsWith(".new"))
                    .sorted()
                    .toList();
        }
    }

    /** Syncs which names it and the folders below it hold. */
    static void sync(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.filter(Files::isDirectory).toList()) {
                DurableFiles.syncFolder(one);
            }
        }
    }

    static void remove(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
