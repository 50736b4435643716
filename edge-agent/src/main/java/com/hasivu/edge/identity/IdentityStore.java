package com.hasivu.edge.identity;

import com.hasivu.edge.identity.EnrolmentAnswer.MalformedException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.EnumSet;
import java.util.Optional;

/**
 * The folder {@code identity}: {@code key.pem}, {@code cert.pem}, {@code ca.pem} and, written last,
 * {@code identity.json}, the cloud's whole answer. Only identity.json says that the station is
 * enrolled, so a crash at any point leaves either no identity or a whole one; cert.pem and ca.pem
 * are copies for people and other tools. Each file is written aside, synced and renamed, mode 0600.
 * One process at a time: the caller holds the state folder's lock.
 */
public final class IdentityStore {
    private static final String KEY = "key.pem";
    private static final String ANSWER = "identity.json";

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
     * The saved identity; empty when the station is not enrolled.
     *
     * @throws IdentityException if there is one and it cannot be used
     */
    public Optional<Identity> load() {
        Path answer = folder.resolve(ANSWER);
        if (!Files.exists(answer)) {
            return Optional.empty();
        }
        try {
            return Optional.of(EnrolmentAnswer.read(Files.readString(answer), loadKey()));
        } catch (MalformedException | IOException e) {
            throw new IdentityException(
                    "%s cannot be used: %s; restore it, or remove the folder %s and enrol again"
                            .formatted(answer, e.getMessage(), folder),
                    e);
        }
    }

    /** The key made earlier, so that a repeated enrolment is the same one, or a new one, saved. */
    StationKey loadOrMakeKey() {
        if (Files.exists(folder.resolve(KEY))) {
            return loadKey();
        }
        StationKey key = StationKey.generate();
        save(KEY, Pem.of(key));
        return key;
    }

    /** Saves the cloud's answer; the station is enrolled from here on. */
    void save(Identity identity, String answer) {
        try {
            save("cert.pem", Pem.of("CERTIFICATE", identity.certificate().getEncoded()));
            save("ca.pem", Pem.of("CERTIFICATE", identity.authority().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a parsed certificate has an encoding", e);
        }
        save(ANSWER, answer);
    }

    private StationKey loadKey() {
        Path file = folder.resolve(KEY);
        try {
            StationKey key = Pem.stationKey(Files.readString(file));
            if (!key.isPair()) {
                throw new GeneralSecurityException("its two halves do not fit");
            }
            return key;
        } catch (IOException | GeneralSecurityException e) {
            throw new IdentityException(
                    "%s cannot be used: %s; restore it, or remove the folder %s and enrol again"
                            .formatted(file, e.getMessage(), folder),
                    e);
        }
    }

    private void save(String name, String text) {
        Path file = folder.resolve(name);
        Path aside = folder.resolve(name + ".new");
        try {
            Files.createDirectories(folder);
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            Files.deleteIfExists(aside);
            try (FileChannel channel =
                    FileChannel.open(
                            aside,
                            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                            PosixFilePermissions.asFileAttribute(
                                    PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel itself = FileChannel.open(folder, StandardOpenOption.READ)) {
                itself.force(true);
            }
        } catch (IOException e) {
            throw new IdentityException(
                    "%s cannot be saved: %s; check the folder's owner, mode and free space"
                            .formatted(file, e),
                    e);
        }
    }
}
