package com.hasivu.edge.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The files a Linux machine tells about itself.
 *
 * @param root {@code /}; another folder in tests
 */
record Machine(Path root) {
    /** Of an absolute path. */
    Path at(String path) {
        return root.resolve(path.substring(1));
    }

    /** The text of a small file; empty when it is not there or not for us. */
    Optional<String> text(String path) {
        try {
            return Optional.of(Files.readString(at(path), StandardCharsets.ISO_8859_1).strip());
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }

    List<Path> list(String folder) throws IOException {
        try (Stream<Path> all = Files.list(at(folder))) {
            return all.sorted().toList();
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
    }
}
