package com.hasivu.simulator.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.simulator.process.Program;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/** Every kind of command by the API of the built cloud to the built station, while it serves. */
class CommandsIT {
    private static final String COMMANDS =
            "/v1/schools/%s/stations/%s/commands".formatted(SchoolDay.SCHOOL, SchoolDay.STATION);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path dir;

    @Test
    void commands_endAsTheyShouldAndTheCounterServesAfterEach() {
        try (Rig rig = new Rig(new Site(dir, Site.Store.H2), 60)) {
            CloudApi api = CloudApi.signIn(rig.site().http(), Site.ADMIN, Site.ADMIN_PASSWORD);
            Program edge = rig.startEdge();
            edge.await("snapshot", PATIENCE);

            assertThat(ask(api, Map.of("kind", "refetch-snapshot"), "done")).contains("snapshot");
            assertThat(ask(api, Map.of("kind", "blink", "reader", "counter-1a"), "failed"))
                    .contains("no lamp");
            ask(api, Map.of("kind", "set-log-level", "level", "debug", "seconds", 5), "done");
            assertThat(ask(api, configure("journal.keep", "soon"), "refused"))
                    .contains("journal.keep: is 'soon'");
            ask(api, Map.of("kind", "reload"), "done");
            serve(rig);

            ask(api, configure("journal.keep", "20d"), "done");
            serve(rig);
            assertThat(ask(api, configure("readers.counter-1b.device", "/dev/none"), "rolled-back"))
                    .contains("not online: reader counter-1b");
            serve(rig);
            assertThat(ask(api, configure("broker.port", "1"), "rolled-back"))
                    .contains("the cloud was not reached");
            serve(rig);

            String restart = post(api, Map.of("kind", "restart"));
            assertThat(edge.exit(PATIENCE)).contains(10);
            Program again = rig.startEdge();
            awaitState(api, restart, "done");
            assertThat(again.isAlive()).isTrue();
            serve(rig);

            long last = rig.records().size();
            again.await(
                    "ack of record " + last,
                    PATIENCE,
                    e ->
                            e.path("event").asText().equals("acked")
                                    && e.path("sequence").asLong() >= last);
            assertThat(rig.site().stopPrograms()).as("clean stops").isEmpty();
            assertThat(rig.problems()).isEmpty();
        }
    }

    private static void serve(Rig rig) {
        rig.hungryChildren(2);
        rig.awaitVisits(PATIENCE);
    }

    private static Map<String, Object> configure(String key, String value) {
        return Map.of("kind", "configure", "settings", Map.of(key, value), "trialSeconds", 20);
    }

    /** Asks, waits for the end, and gives its detail. */
    private static String ask(CloudApi api, Map<String, Object> command, String state) {
        String id = post(api, command);
        return awaitState(api, id, state).path("detail").asText();
    }

    private static String post(CloudApi api, Map<String, Object> command) {
        return api.post(COMMANDS, command).path("id").asText();
    }

    private static JsonNode awaitState(CloudApi api, String id, String state) {
        return Awaitility.await("command " + id + " is " + state)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(500))
                .until(
                        () -> api.get(COMMANDS + "/" + id),
                        shown -> shown.path("state").asText().equals(state));
    }
}
