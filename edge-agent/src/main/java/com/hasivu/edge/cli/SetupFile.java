package com.hasivu.edge.cli;

import com.fasterxml.jackson.databind.node.TextNode;
import com.hasivu.edge.durable.DurableFiles;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * The file that set-up writes: the settings file where there is none, else one of {@code conf.d}
 * beside it. Never over another.
 *
 * @param there what it holds already
 */
record SetupFile(Path path, boolean whole, Optional<String> there) {
    static final String NAME = "50-setup.yaml";

    /** Where set-up writes for these settings. */
    static SetupFile of(Path settings) throws IOException {
        Path beside = settings.resolveSibling("conf.d").resolve(NAME);
        boolean whole = !Files.exists(settings) || (isOwn(settings) && !Files.exists(beside));
        Path path = whole ? settings : beside;
        return new SetupFile(
                path,
                whole,
                Files.exists(path) ? Optional.of(Files.readString(path)) : Optional.empty());
    }

    private static boolean isOwn(Path file) throws IOException {
        return Files.readString(file).startsWith(head());
    }

    private static String head() {
        return "# Written by 'hasivu-edge setup'";
    }

    /** Its text. */
    String text(Path stateDir, Optional<URI> cloud, List<ReaderWish> readers) {
        StringBuilder yaml = new StringBuilder(head()).append(".\n");
        if (whole) {
            yaml.append("state-dir: ").append(quoted(stateDir.toString())).append('\n');
        }
        cloud.ifPresent(
                url -> yaml.append("cloud:\n  url: ").append(quoted(url.toString())).append('\n'));
        if (!readers.isEmpty()) {
            yaml.append("readers:\n");
        }
        for (ReaderWish reader : readers) {
            yaml.append("  - name: %s%n    kind: %s%n".formatted(reader.name(), reader.kind()));
            yaml.append("    device: ").append(quoted(reader.device())).append('\n');
            if (reader.baud() > 0) {
                yaml.append("    baud: ").append(reader.baud()).append('\n');
            }
        }
        return yaml.toString();
    }

    /** Every JSON string is a YAML one (YAML 1.2, section 1.3). */
    private static String quoted(String text) {
        return new TextNode(text).toString();
    }

    /**
     * Writes it, whole or not at all; no secret is in it.
     *
     * @throws FileAlreadyExistsException if it came to be meanwhile
     */
    void write(String text) throws IOException {
        Path folder = path.toAbsolutePath().resolveSibling("");
        Files.createDirectories(folder);
        Path aside = path.resolveSibling(path.getFileName() + ".new");
        DurableFiles.write(
                aside,
                text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        Files.createLink(path, aside); // unlike a rename it never replaces
        Files.delete(aside);
        DurableFiles.syncFolder(folder);
    }
}
