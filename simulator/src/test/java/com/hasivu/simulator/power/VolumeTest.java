package com.hasivu.simulator.power;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

class VolumeTest {
    @TempDir private Path dir;

    @Test
    void cut_losesWhatWasNotSyncedAndKeepsWhatWas() throws IOException {
        Optional<String> missing = Volume.missing();
        Assumptions.assumeTrue(missing.isEmpty(), () -> "SKIPPED: " + missing.orElse(""));
        try (Volume volume = Volume.make(dir, 8)) {
            Path synced = volume.mountPoint().resolve("synced");
            Path forgotten = volume.mountPoint().resolve("forgotten");
            byte[] bytes = "a record".getBytes(StandardCharsets.US_ASCII);
            Files.write(
                    synced,
                    bytes,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.write(forgotten, bytes);
            volume.cut();
            volume.mount();
            assertThat(synced).hasBinaryContent(bytes);
            assertThat(forgotten).doesNotExist();
        }
    }
}
