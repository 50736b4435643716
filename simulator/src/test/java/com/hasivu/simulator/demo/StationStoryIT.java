package com.hasivu.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.simulator.process.Program;
import com.hasivu.simulator.reader.rdm6300.Rdm6300Emulator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What the office sees of a station whose plugs are pulled: real programs, a real broker. */
class StationStoryIT {
    private static final Duration START = Duration.ofSeconds(60);

    /** The reader's own time to notice, and 2 s between two statuses: docs/wire-protocol.md. */
    private static final Duration READER_WITHIN = Duration.ofSeconds(30);

    /** A process that died closes its connection; the broker tells its will at once. */
    private static final Duration DEAD_WITHIN = Duration.ofSeconds(30);

    /** One and a half keep-alive times of 15 s, and a moment: docs/wire-protocol.md, "Time". */
    private static final Duration SILENT_WITHIN = Duration.ofSeconds(60);

    @TempDir private Path dir;

    private static JsonNode reader(SchoolDay day) {
        JsonNode readers = day.stationStory().path("readers");
        assertThat(readers).hasSizeLessThanOrEqualTo(1);
        return readers.path(0);
    }

    private static void shown(SchoolDay day, Duration within, String status, boolean reader) {
        await().atMost(within)
                .until(
                        () ->
                                day.stationStory().path("status").asText().equals(status)
                                        && reader(day).path("online").asBoolean() == reader);
    }

    @Test
    void plugs_arePulledAndTheOfficeSeesIt() {
        try (var site = new Site(dir, Site.Store.H2);
                var reader = Rdm6300Emulator.at(dir.resolve("tty"))) {
            site.startCloud();
            SchoolDay day = SchoolDay.open(site.http(), Site.ADMIN, Site.ADMIN_PASSWORD);
            site.configureEdge(
                    day.claimCode(),
                    List.of(
                            new Site.SiteReader(
                                    "counter-1a", "rdm6300", reader.device(), Map.of())));
            assertThat(day.stationStory().path("status").asText()).isEqualTo("offline");
            site.startEdge().await("ready", START);
            shown(day, START, "online", true);
            JsonNode told = reader(day);
            assertThat(told.path("reader").asText()).isEqualTo("counter-1a");
            assertThat(told.path("driver").asText()).isEqualTo("rdm6300");
            assertThat(told.path("faults").asLong()).isZero();
            assertThat(Instant.parse(told.path("toldAt").asText()))
                    .isAfter(Instant.now().minus(Duration.ofMinutes(2)));

            reader.unplug();
            shown(day, READER_WITHIN, "degraded", false);
            assertThat(day.stationStory().path("troubles").toString()).contains("counter-1a");
            assertThat(Instant.parse(reader(day).path("since").asText()))
                    .isAfter(Instant.parse(told.path("since").asText()));
            reader.plugIn();
            shown(day, READER_WITHIN, "online", true);

            site.edge().kill();
            shown(day, DEAD_WITHIN, "offline", false);
            Program again = site.startEdge();
            again.await("ready", START);
            shown(day, START, "online", true);
            again.freeze(); // as when its network cable is pulled: nobody closes the connection
            try {
                shown(day, SILENT_WITHIN, "offline", false);
            } finally {
                again.thaw();
            }
            shown(day, START, "online", true);
        }
    }
}
