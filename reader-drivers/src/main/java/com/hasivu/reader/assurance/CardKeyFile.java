package com.hasivu.reader.assurance;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The file of card keys that a reader's setting {@link #SETTING} names: one {@code name: value} a
 * line, {@code #} begins a comment. What the names mean: docs/readers/assurance.md.
 */
public final class CardKeyFile {
    /** The reader's setting. */
    public static final String SETTING = "card-keys";

    private static final int LONGEST = 4096;
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.complementOf(
                    EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    private CardKeyFile() {}

    /**
     * As {@link #of}, for a check of the settings: a technician may check them who may not read the
     * keys.
     *
     * @throws ReaderException as {@link #of}, but not if this user may not read the file
     */
    public static void check(ReaderConfig config) {
        try {
            of(config);
        } catch (ReaderException e) {
            if (!(e.getCause() instanceof AccessDeniedException)) {
                throw e;
            }
        }
    }

    /**
     * The keys of the file that {@code config} names; empty if it names none.
     *
     * @throws ReaderException if the file is missing, readable by others, or wrong; the message
     *     names file, line and fix, and no key
     */
    public static Optional<CardKeys> of(ReaderConfig config) {
        return Optional.ofNullable(config.settings().get(SETTING))
                .map(path -> read(config.name(), path));
    }

    private static CardKeys read(String reader, String text) {
        try {
            Path path = Path.of(text);
            if (!path.isAbsolute()) {
                throw refused(reader, text, "is no whole path; begin it with /");
            }
            if (!Files.isRegularFile(path)) {
                throw refused(reader, text, "is not there; correct the path, or make the file");
            }
            if (Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains)) {
                throw refused(
                        reader, text, "may be read by others; run 'chmod 600 %s'".formatted(path));
            }
            if (Files.size(path) > LONGEST) {
                throw refused(reader, text, "has more than 4096 bytes; it is no file of card keys");
            }
            return CardKeyLines.read(
                    Files.readString(path, StandardCharsets.UTF_8).lines().toList(),
                    (line, problem) -> refused(reader, text + ":" + line, problem));
        } catch (InvalidPathException e) {
            throw refused(reader, text, "is no path; write one like /etc/hasivu/card-keys");
        } catch (IOException e) {
            throw new ReaderException(
                    "reader %s: card-keys %s cannot be read (%s); check its owner, it must be this program's user"
                            .formatted(reader, text, e.getClass().getSimpleName()),
                    e);
        }
    }

    private static ReaderException refused(String reader, String where, String problem) {
        return new ReaderException("reader %s: card-keys %s %s".formatted(reader, where, problem));
    }
}
