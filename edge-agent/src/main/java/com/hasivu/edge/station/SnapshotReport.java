package com.hasivu.edge.station;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.snapshot.KeptVersions;
import com.hasivu.edge.snapshot.SnapshotStore;
import com.hasivu.edge.state.StateDir;
import com.hasivu.edge.state.StationException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/**
 * Checks the snapshots on disk as a start would, on a copy: a start sets aside what is not sound,
 * and looking must change nothing.
 */
public final class SnapshotReport {
    /** At lunch a station replaces a file every second, and a slow disk copies for longer. */
    private static final int TRIES = 50;

    private SnapshotReport() {}

    /** The snapshot a start would use, and {@code problems}: what it would set aside, and why. */
    public static ObjectNode of(Path snapshots, Identity identity) {
        return onCopy(
                snapshots,
                identity,
                (store, copy) -> {
                    ObjectNode report = StationDesk.snapshot(store.active());
                    ArrayNode problems = report.putArray("problems");
                    store.notes()
                            .forEach(
                                    note ->
                                            problems.add(
                                                    note.replace(
                                                            copy.toString(),
                                                            snapshots.toString())));
                    return report;
                });
    }

    /**
     * Every snapshot version on this disk: those kept for replay, and the one in use.
     *
     * @throws com.hasivu.edge.snapshot.SnapshotException if they cannot be read
     */
    public static KeptVersions versions(StateDir state, Identity identity) {
        return KeptVersions.in(
                state.keptSnapshots(),
                identity.school(),
                identity.snapshotKeys(),
                onCopy(state.snapshots(), identity, (store, copy) -> store.active()));
    }

    private static <T> T onCopy(
            Path snapshots, Identity identity, BiFunction<SnapshotStore, Path, T> look) {
        try {
            Path copy = Files.createTempDirectory("hasivu-snapshots");
            try {
                copy(snapshots, copy);
                try (SnapshotStore store =
                        SnapshotStore.open(
                                copy, identity.school(), identity.snapshotKeys(), Runnable::run)) {
                    return look.apply(store, copy);
                }
            } finally {
                delete(copy);
            }
        } catch (IOException e) {
            throw new StationException(
                    "cannot copy %s to check it: %s; check its rights and the free space for temporary files"
                            .formatted(snapshots, e),
                    1,
                    e);
        }
    }

    /** A running station replaces files; when one is gone in the middle, all are copied anew. */
    private static void copy(Path from, Path to) throws IOException {
        for (int tries = TRIES; ; tries--) {
            try {
                for (Path file : files(from)) {
                    Files.copy(file, to.resolve(file.getFileName().toString()));
                }
                return;
            } catch (NoSuchFileException e) {
                if (tries == 0) {
                    throw e;
                }
                for (Path file : files(to)) {
                    Files.delete(file);
                }
            }
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
