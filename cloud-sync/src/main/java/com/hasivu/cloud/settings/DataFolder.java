package com.hasivu.cloud.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder of keys, certificates and the H2 file: its owner's alone. */
public final class DataFolder {
    private DataFolder() {}

    /**
     * Makes the folder with mode 0700; one that is there stays as it is.
     *
     * @throws UncheckedIOException if it cannot be made; the message names it and the fix
     */
    public static void make(Path folder) {
        try {
            Files.createDirectories(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot make the data folder %s; choose another data-dir".formatted(folder), e);
        }
    }
}
