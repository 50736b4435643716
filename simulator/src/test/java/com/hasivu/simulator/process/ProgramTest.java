package com.hasivu.simulator.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

class ProgramTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;

    private Program shell(String script) throws Exception {
        return Program.start(folder, "shell", List.of("sh", "-c", script));
    }

    /** Whoever counts what a frozen program says must not count what it said before. */
    @Test
    void freeze_returnsWhenAllThatWasSaidIsRead() throws Exception {
        try (Program talker = shell("while :; do echo '{\"event\":\"word\"}'; sleep 0.001; done")) {
            for (int i = 0; i < 10; i++) {
                int before = talker.events().size();
                await().atMost(PATIENCE).until(() -> talker.events().size() > before);
                talker.freeze();
                int said = talker.events().size();
                await().during(Duration.ofMillis(200))
                        .atMost(PATIENCE)
                        .until(() -> talker.events().size() == said);
                talker.thaw();
            }
        }
    }

    @Test
    void awaitReadyOrEnd_returnsAtEither() throws Exception {
        try (Program ready = shell("echo '{\"event\":\"ready\"}'; exec sleep 1000")) {
            ready.awaitReadyOrEnd(PATIENCE);
            assertThat(ready.isAlive()).isTrue();
            assertThat(ready.events()).hasSize(1);
        }
        try (Program ended = shell("exit 3")) {
            ended.awaitReadyOrEnd(PATIENCE);
            assertThat(ended.exit(PATIENCE)).contains(3);
        }
    }
}
