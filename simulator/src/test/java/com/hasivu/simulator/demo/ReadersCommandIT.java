package com.hasivu.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.protocol.CardId;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.process.Programs;
import com.hasivu.simulator.reader.rdm6300.Rdm6300Emulator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code hasivu-edge readers} as a technician runs it: a process of its own, beside a real line.
 */
class ReadersCommandIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @Test
    void test_readsACardWithoutAStationAndMasksIt() throws IOException {
        try (var reader = Rdm6300Emulator.at(folder.resolve("tty"));
                Program command = readers("test", "counter-1", "--json", "--cards", "1")) {
            reader.present(new CardId("67003B51C6"));
            assertThat(command.exit(PATIENCE)).contains(0);
            JsonNode online = lines().getFirst();
            assertThat(online.path("what").asText()).isEqualTo("online");
            JsonNode tap = lines().getLast();
            assertThat(tap.path("what").asText()).isEqualTo("tap");
            assertThat(tap.path("card").asText()).isEqualTo("..51C6");
            assertThat(tap.path("quality").asText()).isEqualTo("UNKNOWN");
        }
    }

    @Test
    void list_tellsWhatIsConfiguredWithoutAStation() throws IOException {
        try (Program command = readers("list")) {
            assertThat(command.exit(PATIENCE)).contains(0);
            assertThat(Files.readString(folder.resolve("readers.out")))
                    .contains("counter-1", "rdm6300", "station not running");
        }
    }

    @Test
    void blink_saysThatThisKindHasNoLamp() throws IOException {
        try (var reader = Rdm6300Emulator.at(folder.resolve("tty"));
                Program command = readers("blink", "counter-1")) {
            assertThat(reader.device()).isNotEmpty();
            assertThat(command.exit(PATIENCE)).contains(1);
            assertThat(Files.readString(folder.resolve("readers.out"))).contains("has no lamp");
        }
    }

    private Program readers(String... arguments) throws IOException {
        Path config = folder.resolve("edge.yaml");
        Files.writeString(
                config,
                """
                state-dir: %s
                cloud: {url: "http://127.0.0.1:1"}
                readers:
                  - {name: counter-1, kind: rdm6300, device: "%s"}
                """
                        .formatted(folder.resolve("state"), folder.resolve("tty")));
        var all = new java.util.ArrayList<>(List.of("readers"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        return new Programs().edge(folder, "readers", List.of(), all.toArray(String[]::new));
    }

    private List<JsonNode> lines() throws IOException {
        var mapper = new ObjectMapper();
        List<JsonNode> lines = new java.util.ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("readers.out"))) {
            lines.add(mapper.readTree(line));
        }
        return lines;
    }
}
