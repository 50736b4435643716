package com.hasivu.edge.backup;

import com.hasivu.edge.durable.DurableFiles;
import com.hasivu.edge.identity.Identity;
import com.hasivu.edge.identity.IdentityException;
import com.hasivu.edge.identity.IdentityStore;
import com.hasivu.edge.journal.EndedJournals;
import com.hasivu.edge.journal.JournalException;
import com.hasivu.edge.state.StateDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Puts a backup onto a station's disk. Its journal is never gone on with: it is put beside, ended,
 * so that what it served stays served, and marked to be sent; the next start begins another epoch.
 * One thread; a crash at any point leaves a folder that no station starts from, and that this
 * restores again.
 *
 * <pre>
 *   restoring/             unpacked and checked; while it is there, no station starts
 *   replaced-TIME/         what was here before, with --force
 *   journal-ended/EPOCH/   the backup's journal, and a journal that was here
 * </pre>
 */
public final class Restore {
    /** What a fresh disk may hold: who the station is, and what is no state. */
    private static final Set<String> NO_STATE =
            Set.of(
                    "identity",
                    "lock",
                    "restoring",
                    "restored-settings",
                    "control.sock",
                    "lost+found");

    private static final String REPLACED = "replaced-";

    private final StateDir state;
    private final Archive archive;
    private final Contents contents;
    private final List<String> notes = new ArrayList<>();

    /**
     * Checks a backup, all of it, and whether it is this station's; writes nothing.
     *
     * @throws BackupException if it is damaged, of a newer format, or another station's
     */
    public Restore(Path file, StateDir state) {
        this.state = state;
        this.archive = new Archive(file);
        this.contents = archive.read(name -> OutputStream.nullOutputStream());
        Optional<Identity> here = enrolled();
        if (here.isPresent()
                && !(here.get().school().equals(contents.school())
                        && here.get().station().equals(contents.station()))) {
            throw new BackupException(
                    "%s is of station %s of school %s, this disk is enrolled as station %s of school %s; use the right file"
                            .formatted(
                                    file,
                                    contents.station(),
                                    contents.school(),
                                    here.get().station(),
                                    here.get().school()));
        }
    }

    private Optional<Identity> enrolled() {
        try {
            return new IdentityStore(state.identity()).load();
        } catch (IdentityException e) {
            throw new BackupException(String.valueOf(e.getMessage()), e);
        }
    }

    /** The settings file of a backup: for a disk that has none yet. */
    public static String settingsOf(Path file) {
        ByteArrayOutputStream main = new ByteArrayOutputStream();
        new Archive(file)
                .read(
                        name ->
                                name.equals("settings/main.yaml")
                                        ? main
                                        : OutputStream.nullOutputStream());
        return main.toString(StandardCharsets.UTF_8);
    }

    /** Where the backup's settings lie once it is restored: never over those in force. */
    public Path settings() {
        return state.root().resolve("restored-settings");
    }

    /** What it says of itself. */
    public Contents contents() {
        return contents;
    }

    /**
     * Restores. The caller holds the state folder's lock.
     *
     * @param force put what is here aside
     * @return what a person should know
     * @throws BackupException if there is something here, or the journal is not sound; then nothing
     *     was changed
     */
    public List<String> perform(boolean force, Instant now) {
        try {
            List<String> here = here();
            if (!here.isEmpty() && !force) {
                throw new BackupException(
                        "%s is not empty: it holds %s; --force puts that aside, and deletes nothing"
                                .formatted(state.root(), String.join(", ", here)));
            }
            Folders.remove(state.restoring());
            unpack();
            if (!here.isEmpty()) {
                putAside(here, now);
            }
            place();
            Folders.remove(state.restoring());
            DurableFiles.syncFolder(state.root());
            return List.copyOf(notes);
        } catch (IOException e) {
            throw new BackupException(
                    "%s cannot be restored to: %s; check its owner, mode and free space, then run this again with --force"
                            .formatted(state.root(), e),
                    e);
        }
    }

    private List<String> here() throws IOException {
        try (Stream<Path> all = Files.list(state.root())) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> !NO_STATE.contains(name) && !name.startsWith(REPLACED))
                    .sorted()
                    .toList();
        }
    }

    private void unpack() throws IOException {
        try {
            archive.read(this::file);
            Folders.sync(state.restoring());
            Path journal = restored("journal");
            if (Files.isDirectory(journal)) {
                requireSame(Backup.end(journal, contents.school(), contents.station()));
            }
        } catch (BackupException | JournalException e) {
            Folders.remove(state.restoring());
            throw e;
        }
    }

    private void requireSame(Contents.JournalEnd end) {
        if (!end.equals(contents.journal())) {
            throw new BackupException(
                    "the backup's journal ends with record %d of epoch %016x, its contents say record %d of epoch %016x; do not use it"
                            .formatted(
                                    end.last(),
                                    end.epoch(),
                                    contents.journal().last(),
                                    contents.journal().epoch()));
        }
    }

    private OutputStream file(String name) throws IOException {
        Path path = restored(name);
        Files.createDirectories(path.getParent());
        Files.createFile(
                path,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.newOutputStream(path, StandardOpenOption.WRITE, StandardOpenOption.DSYNC);
    }

    private Path restored(String name) {
        return state.restoring().resolve(name);
    }

    /** A journal that was here stays known; all else waits where nobody looks. */
    private void putAside(List<String> here, Instant now) throws IOException {
        Path aside = state.root().resolve(REPLACED + now.toString().replaceAll("[^0-9TZ]", ""));
        Files.createDirectories(aside);
        boolean kept = false;
        for (String name : here) {
            if (name.equals("journal") && isSound(state.journal())) {
                kept = true;
            } else if (!name.equals("journal-ended")) {
                DurableFiles.rename(state.root().resolve(name), aside.resolve(name));
            }
        }
        if (kept) {
            end(
                    state.journal(),
                    Backup.end(state.journal(), contents.school(), contents.station()));
            notes.add(
                    "the journal that was here is kept as an ended one: what it served stays served");
        }
        if (contents.withIdentity() && Files.isDirectory(state.identity())) {
            DurableFiles.rename(state.identity(), aside.resolve("identity"));
        }
        DurableFiles.syncFolder(aside);
        notes.add("what was here is in " + aside);
    }

    private boolean isSound(Path journal) {
        try {
            return Backup.end(journal, contents.school(), contents.station()).last() > 0;
        } catch (BackupException | JournalException e) {
            notes.add(
                    "the journal that was here is not sound and is put aside; children it served are known by the snapshot alone");
            return false;
        }
    }

    /** The journals first: without them a child that was served could be served again. */
    private void place() throws IOException {
        Path ended = restored("journal-ended");
        if (Files.isDirectory(ended)) {
            try (Stream<Path> all = Files.list(ended)) {
                for (Path one : all.sorted().toList()) {
                    end(one, one.getFileName().toString(), false);
                }
            }
        }
        if (contents.journal().last() > 0) {
            end(restored("journal"), contents.journal());
        }
        for (String name : List.of("remote", "snapshots-kept", "snapshots", "identity")) {
            Path target = state.root().resolve(name);
            if (Files.isDirectory(restored(name)) && !Files.exists(target)) {
                DurableFiles.rename(restored(name), target);
            }
        }
        if (Files.isDirectory(restored("settings"))) {
            Folders.remove(settings());
            DurableFiles.rename(restored("settings"), settings());
        }
    }

    private void end(Path journal, Contents.JournalEnd end) throws IOException {
        boolean unsent = end.last() > end.acked() && !EndedJournals.isEnded(journal);
        end(journal, "%016x".formatted(end.epoch()), unsent);
    }

    /** Beside the others; one of the same name that is longer, or as long, stays alone. */
    private void end(Path journal, String name, boolean unsent) throws IOException {
        Path folder = new EndedJournals(state.journal()).folder();
        Files.createDirectories(folder);
        Path target = folder.resolve(name);
        if (Files.exists(target) && last(target) >= last(journal)) {
            notes.add("journal %s is here already, as long or longer".formatted(name));
            return;
        }
        for (int n = 2; Files.exists(target); n++) {
            target = folder.resolve(name + "-" + n);
        }
        EndedJournals.mark(journal, unsent);
        DurableFiles.rename(journal, target);
        DurableFiles.syncFolder(state.root());
    }

    private long last(Path journal) {
        try {
            return Backup.end(journal, contents.school(), contents.station()).last();
        } catch (BackupException | JournalException e) {
            return 0;
        }
    }
}
