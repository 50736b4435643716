package com.hasivu.edge.journal;

import com.hasivu.edge.durable.DurableFiles;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Journals whose epoch the cloud does not merge any more, kept whole beside the one in use: what
 * was served by them stays served, and a person may export them.
 *
 * <pre>
 *   journal/              the one in use; with a file "ended" in it, the next start moves it aside
 *   journal-ended/EPOCH/  moved by one rename, so at each moment it is here or there
 *                         with a file "unsent" in it, a restore brought it: the cloud may lack a part
 * </pre>
 *
 * <p>One process at a time: the caller holds the state folder's lock.
 */
public final class EndedJournals {
    /** A station ends a journal once in the life of a card; more are no accident but a fault. */
    static final int MOST = 8;

    private static final Logger LOG = LoggerFactory.getLogger(EndedJournals.class);
    private static final String MARK = "ended";
    private static final String UNSENT = "unsent";

    private final Path current;
    private final Path folder;

    /** Those beside the journal in this folder. */
    public EndedJournals(Path journal) {
        this.current = journal;
        this.folder = journal.resolveSibling(journal.getFileName() + "-ended");
    }

    /** Whether there are {@value #MOST} already: then a journal is to go on as it is. */
    public boolean isFull() {
        return folders().size() >= MOST;
    }

    /**
     * From the next start on another journal is in use.
     *
     * @throws JournalException if the disk refuses
     */
    public void end(long epoch, String why) {
        String text = "%016x%n%s%n".formatted(epoch, why);
        try {
            DurableFiles.replace(current.resolve(MARK), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw refused("end the journal in " + current, e);
        }
    }

    /**
     * Moves the journal aside if it was ended. At the start, before it is opened.
     *
     * @return where to
     * @throws JournalException if the disk refuses
     */
    public Optional<Path> moveAside() {
        Path mark = current.resolve(MARK);
        if (!Files.exists(mark)) {
            return Optional.empty();
        }
        try {
            String epoch = Files.readString(mark).lines().findFirst().orElse("");
            String name = epoch.matches("[0-9a-f]{16}") ? epoch : "unknown";
            Files.createDirectories(folder);
            Path aside = folder.resolve(name);
            for (int n = 2; Files.exists(aside); n++) { // an old card was put back twice
                aside = folder.resolve(name + "-" + n);
            }
            DurableFiles.rename(current, aside);
            DurableFiles.syncFolder(current.toAbsolutePath().resolveSibling(""));
            return Optional.of(aside);
        } catch (IOException e) {
            throw refused("move the ended journal in %s to %s".formatted(current, folder), e);
        }
    }

    /** Where they lie. */
    public Path folder() {
        return folder;
    }

    /** One that is still to be sent: the cloud may lack a part of it. */
    public Optional<Path> unsent() {
        return folders().stream().filter(one -> Files.exists(one.resolve(UNSENT))).findFirst();
    }

    /**
     * Notes that a journal is to be sent, or that the cloud has it.
     *
     * @throws JournalException if the disk refuses
     */
    public static void mark(Path ended, boolean unsent) {
        try {
            if (unsent) {
                DurableFiles.replace(ended.resolve(UNSENT), new byte[0]);
            } else {
                DurableFiles.delete(ended.resolve(UNSENT));
            }
        } catch (IOException e) {
            throw refused("mark the ended journal in " + ended, e);
        }
    }

    /** Whether the cloud, or its review, has all of a journal in use that {@link #end} ended. */
    public static boolean isEnded(Path journal) {
        return Files.exists(journal.resolve(MARK));
    }

    /** Their folders. */
    public List<Path> folders() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(Files::isDirectory).sorted().toList();
        } catch (IOException e) {
            throw refused("read " + folder, e);
        }
    }

    /**
     * Every valid record of theirs, each journal oldest first. A damaged one gives what is whole:
     * the counter must open.
     */
    public void readAll(Consumer<StoredRecord> to) {
        for (Path ended : folders()) {
            try {
                Journal.readAll(ended, to);
            } catch (JournalException e) {
                LOG.error(
                        "ended journal {}: {}; what it served behind that is not known",
                        ended,
                        e.getMessage());
            }
        }
    }

    private static JournalException refused(String what, IOException e) {
        return new JournalException(
                "cannot %s: %s; check the disk, its free space and its rights".formatted(what, e),
                e);
    }
}
