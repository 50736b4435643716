package com.hasivu.edge.backup;

import com.hasivu.edge.durable.DurableFiles;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.journal.EndedJournals;
import com.hasivu.edge.journal.Journal;
import com.hasivu.edge.journal.JournalException;
import com.hasivu.edge.journal.JournalSettings;
import com.hasivu.edge.journal.VerifyReport;
import com.hasivu.edge.state.StateDir;
import com.hasivu.edge.support.TarWriter;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.Sha256;
import com.hasivu.protocol.StationId;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Makes a backup, with the station up or down. Everything is copied aside, the journal's copy is
 * recovered as a start would do it, and what was written is read and checked before it gets its
 * name. One thread.
 */
public final class Backup {
    private static final int TRIES = 3;

    /** Read before the records: the copy may not be behind what they say was sent or shown. */
    private static final List<String> BEFORE_RECORDS = List.of("cursor", "shown");

    private final StateDir state;
    private final Path settings;
    private final Identity identity;
    private final JournalSettings journal;

    /**
     * Of the station with this state.
     *
     * @param settings the settings file; {@code conf.d} is beside it
     */
    public Backup(StateDir state, Path settings, Identity identity, JournalSettings journal) {
        this.state = state;
        this.settings = settings;
        this.identity = identity;
        this.journal = journal;
    }

    /**
     * Writes it, mode 0600, whole or not at all.
     *
     * @param withIdentity the station's private key too
     * @throws BackupException if there is such a file already, or it cannot be made
     */
    public Contents write(Path file, boolean withIdentity, String program, Instant now) {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Path copy = Files.createTempDirectory("hasivu-backup");
            try {
                Contents.JournalEnd end = copy(copy, withIdentity);
                Contents contents =
                        new Contents(
                                program,
                                now,
                                identity.school(),
                                identity.station(),
                                end,
                                withIdentity,
                                items(copy));
                pack(contents, copy, part);
                new Archive(part).read(name -> OutputStream.nullOutputStream());
                DurableFiles.rename(part, file);
                return contents;
            } finally {
                Folders.remove(copy);
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new BackupException(
                    "%s cannot be written: %s; name a new file in a folder of yours, with room for it"
                            .formatted(file, e),
                    e);
        }
    }

    private Contents.JournalEnd copy(Path to, boolean withIdentity) throws IOException {
        Files.createDirectory(to.resolve("settings"));
        Files.copy(settings, to.resolve("settings/main.yaml"));
        Folders.copy(settings.resolveSibling("conf.d"), to.resolve("settings/conf.d"), List.of());
        Folders.copy(state.snapshots(), to.resolve("snapshots"), List.of());
        Folders.copy(state.keptSnapshots(), to.resolve("snapshots-kept"), List.of());
        Folders.copy(state.remote(), to.resolve("remote"), List.of());
        if (withIdentity) {
            Folders.copy(state.identity(), to.resolve("identity"), List.of());
        }
        for (Path ended : new EndedJournals(state.journal()).folders()) {
            Folders.copy(
                    ended,
                    to.resolve("journal-ended").resolve(ended.getFileName().toString()),
                    BEFORE_RECORDS);
        }
        return Files.isDirectory(state.journal())
                ? copyJournal(to.resolve("journal"))
                : new Contents.JournalEnd(0, 0, "", 0);
    }

    /**
     * A record may be half copied: what a start would cut off is cut off here. A file may be copied
     * as it is made, the cursor before its first line: then all is copied again.
     */
    private Contents.JournalEnd copyJournal(Path to) throws IOException {
        for (int tries = TRIES; ; tries--) {
            Folders.copy(state.journal(), to, BEFORE_RECORDS);
            try {
                Journal.open(to, identity.school(), identity.station(), journal).close();
                return end(to, identity.school(), identity.station());
            } catch (JournalException e) {
                if (tries == 0) {
                    throw new BackupException("the journal is not sound: " + e.getMessage(), e);
                }
            } catch (BackupException unsound) {
                if (tries == 0) {
                    throw unsound;
                }
            }
            Folders.remove(to);
        }
    }

    /** How a copied journal ends, every checksum and hash of it checked. */
    static Contents.JournalEnd end(Path journal, SchoolId school, StationId station) {
        VerifyReport report = Journal.verify(journal, school, station);
        if (!report.sound()) {
            throw new BackupException(
                    "the journal's copy is not sound: " + String.join("; ", report.problems()));
        }
        return new Contents.JournalEnd(
                report.epoch(),
                report.lastSequence(),
                HexFormat.of().formatHex(report.lastHash()),
                report.cursor());
    }

    private static List<Contents.Item> items(Path copy) throws IOException {
        TreeSet<String> names = new TreeSet<>();
        try (Stream<Path> all = Files.walk(copy)) {
            all.filter(Files::isRegularFile)
                    .map(path -> copy.relativize(path).toString())
                    .filter(name -> !name.endsWith("/lock"))
                    .forEach(names::add);
        }
        List<Contents.Item> items = new ArrayList<>();
        for (String name : names) {
            if (!Archive.isName(name)) {
                throw new BackupException(
                        "a file is named '%s', which a backup does not take; rename it to letters, digits, '.', '_' and '-'"
                                .formatted(name));
            }
            try (DigestInputStream in =
                    new DigestInputStream(
                            Files.newInputStream(copy.resolve(name)), Sha256.begin())) {
                long size = in.transferTo(OutputStream.nullOutputStream());
                String hash = HexFormat.of().formatHex(in.getMessageDigest().digest());
                items.add(new Contents.Item(name, size, hash));
            }
        }
        return items;
    }

    private static void pack(Contents contents, Path copy, Path part) throws IOException {
        Files.deleteIfExists(part); // of an earlier try
        try (TarWriter tar = TarWriter.create(part, contents.made())) {
            tar.add(Contents.NAME, contents.bytes());
            for (Contents.Item item : contents.files()) {
                try (InputStream in = Files.newInputStream(copy.resolve(item.name()))) {
                    tar.add(item.name(), item.size(), in);
                }
            }
        }
        DurableFiles.sync(part);
    }
}
