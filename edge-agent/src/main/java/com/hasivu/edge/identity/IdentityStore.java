package com.hasivu.edge.identity;

import com.hasivu.edge.durable.DurableFiles;
import com.hasivu.edge.identity.EnrolmentAnswer.MalformedException;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder {@code identity} with its two slots, {@code slot-a.json} and {@code slot-b.json}: each
 * a key and, once it was given, all that goes with it. Usually there is one. While a certificate is
 * renewed, or the station enrolled anew, the other one is made; the old one is removed only when
 * the new one works, so a crash at any point leaves one that counts. Each file is written aside,
 * synced and renamed, mode 0600. One process at a time writes: the caller holds the state folder's
 * lock.
 */
public final class IdentityStore {
    private static final Logger LOG = LoggerFactory.getLogger(IdentityStore.class);

    private static final String OLD_KEY = "key.pem";
    private static final String OLD_ANSWER = "identity.json";
    private static final List<String> OLD_FILES =
            List.of(OLD_ANSWER, OLD_KEY, "cert.pem", "ca.pem"); // the last two were copies

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path folder;

    /**
     * The store in {@code folder}.
     *
     * @param folder made when the first file is saved
     */
    public IdentityStore(Path folder) {
        this.folder = folder;
    }

    /**
     * The identity made last; empty when the station is not enrolled.
     *
     * @throws IdentityException if there is one and it cannot be used
     */
    public Optional<Identity> load() {
        return slots().stream()
                .filter(Slot::complete)
                .findFirst()
                .map(slot -> slot.identity().orElseThrow());
    }

    /** Whether the identity in use came of this claim code. */
    public boolean enrolledBy(String claimCode) {
        String claim = StationKey.claimHash(claimCode);
        return slots().stream().anyMatch(slot -> slot.complete() && slot.claim().equals(claim));
    }

    /**
     * What there is, the newest first; without any, the identity of an older version. One damaged
     * slot beside a whole identity is left out.
     *
     * @throws IdentityException if a slot is damaged and no other holds an identity
     */
    List<Slot> slots() {
        List<Slot> slots = new ArrayList<>();
        List<IdentityException> damaged = new ArrayList<>();
        for (Slot.Name name : Slot.Name.values()) {
            Path file = folder.resolve(name.file());
            if (Files.exists(file)) {
                try {
                    slots.add(Slot.read(name, Files.readString(file)));
                } catch (MalformedException | IOException e) {
                    damaged.add(
                            new IdentityException(
                                    "%s cannot be used: %s; restore it, or remove it and enrol again"
                                            .formatted(file, e.getMessage()),
                                    e));
                }
            }
        }
        if (!damaged.isEmpty() && slots.stream().noneMatch(Slot::complete)) {
            throw damaged.getFirst();
        }
        damaged.forEach(e -> LOG.warn("{}; using the other slot", e.getMessage()));
        if (slots.isEmpty()) {
            old().ifPresent(slots::add);
        }
        slots.sort(Comparator.comparingLong(Slot::generation).reversed());
        return slots;
    }

    /**
     * Keeps an identity of a version before the slots in one, for good. At the start of the
     * station; a crash at any point leaves the old files or the slot, and the next start goes on.
     */
    public void adopt() {
        if (slots().stream().noneMatch(Slot::complete)) {
            return; // an old key without an answer: enrolling says what to do
        }
        if (Stream.of(Slot.Name.values()).noneMatch(n -> Files.exists(folder.resolve(n.file())))) {
            save(slots().getFirst());
            LOG.info("the identity of an older version is kept in {} now", Slot.Name.A.file());
        }
        OLD_FILES.forEach(this::remove);
    }

    /** {@code key.pem} and, once it was enrolled, {@code identity.json}: the cloud's answer. */
    private Optional<Slot> old() {
        Path answer = folder.resolve(OLD_ANSWER);
        if (!Files.exists(answer)) {
            return Optional.empty();
        }
        try {
            StationKey keys = Pem.stationKey(Files.readString(folder.resolve(OLD_KEY)));
            return Optional.of(Slot.of(Slot.Name.A, keys).with(Files.readString(answer)));
        } catch (MalformedException | GeneralSecurityException | IOException e) {
            throw new IdentityException(
                    "%s and %s in %s, of an older version, cannot be used: %s; restore them, or remove them and enrol again"
                            .formatted(OLD_KEY, OLD_ANSWER, folder, e.getMessage()),
                    e);
        }
    }

    /**
     * The slot to ask with by this claim code: the one made for it earlier, so that a repeated
     * enrolment is the same one, or a new one, saved.
     */
    Slot forClaim(String claimCode) {
        String claim = StationKey.claimHash(claimCode);
        List<Slot> slots = slots();
        return slots.stream()
                .filter(slot -> slot.claim().equals(claim))
                .findFirst()
                .orElseGet(() -> make(slots, claim));
    }

    /** A slot with a new key beside the newest identity, saved. */
    Slot forRenewal() {
        return make(slots(), "");
    }

    private Slot make(List<Slot> slots, String claim) {
        Optional<Slot> kept = slots.stream().filter(Slot::complete).findFirst();
        long generation = slots.isEmpty() ? 1 : slots.getFirst().generation() + 1;
        Slot made =
                Slot.fresh(
                        kept.map(slot -> slot.name().other()).orElse(Slot.Name.A),
                        generation,
                        claim);
        save(made);
        return made;
    }

    /** Replaces the slot's file. */
    void save(Slot slot) {
        save(slot.name().file(), slot.text());
    }

    /** Removes the slot's file, if there is one. */
    void drop(Slot.Name name) {
        remove(name.file());
    }

    private void remove(String name) {
        Path file = folder.resolve(name);
        try {
            DurableFiles.delete(file);
        } catch (IOException e) {
            throw new IdentityException(
                    "%s cannot be removed: %s; check the folder's owner and mode"
                            .formatted(file, e),
                    e);
        }
    }

    private void save(String name, String text) {
        Path file = folder.resolve(name);
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            DurableFiles.replace(file, text.getBytes(StandardCharsets.UTF_8), OWNER_ONLY);
        } catch (IOException e) {
            throw new IdentityException(
                    "%s cannot be saved: %s; check the folder's owner, mode and free space"
                            .formatted(file, e),
                    e);
        }
    }
}
