package com.hasivu.edge.durable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

class DurableFilesTest {
    private static final byte[] NEW = "new".getBytes(StandardCharsets.UTF_8);
    private static final FileAttribute<?> MINE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    @TempDir Path folder;

    @Test
    void replace_leavesTheOldFileWhenTheNewOneCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "old");
        Files.createDirectories(folder.resolve("a.new/in-the-way"));

        assertThatThrownBy(() -> DurableFiles.replace(file, NEW)).isInstanceOf(IOException.class);
        assertThat(file).hasContent("old");
    }

    @Test
    void replace_takesNoModeFromTheOldFileOrFromWhatACrashLeftBeside() throws IOException {
        Path file = open("a");
        open("a.new");

        DurableFiles.replace(file, NEW, MINE);

        assertThat(file).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder.resolve("a.new")).doesNotExist();
    }

    @Test
    void delete_saysWhetherThereWasOne() throws IOException {
        Path file = open("a");

        assertThat(DurableFiles.delete(file)).isTrue();
        assertThat(DurableFiles.delete(file)).isFalse();
    }

    private Path open(String name) throws IOException {
        Path file = Files.writeString(folder.resolve(name), "old and longer");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
}
