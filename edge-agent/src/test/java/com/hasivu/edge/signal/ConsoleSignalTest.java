package com.hasivu.edge.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.hasivu.edge.journal.RecordId;
import com.hasivu.edge.signal.Shown.Lamp;
import com.hasivu.edge.signal.Shown.Stages;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.wire.Reason;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

class ConsoleSignalTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private static Shown refusal() {
        long now = System.nanoTime();
        return new Shown(
                Instant.parse("2026-11-23T06:12:00Z"),
                "counter-1-a",
                new CardId("04A1B2C3"),
                Lamp.REFUSE,
                Optional.of(Reason.NOT_PAID),
                "Say \"pay\" first.",
                "",
                Optional.of(new RecordId(0xfedL, 12)),
                Optional.of(new OrderId(77)),
                Optional.of(new StudentId(5)),
                9,
                new Stages(now - 300_000, now - 250_000, now - 248_000, now - 100_000));
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void signal_isOneJsonLineWithEveryField() throws IOException {
        new ConsoleSignal(out, true).show(refusal());
        assertThat(lines()).hasSize(1);
        JsonNode json = new ObjectMapper().readTree(lines().getFirst());
        assertThat(json.get("event").asText()).isEqualTo("signal");
        assertThat(json.get("at").asText()).isEqualTo("2026-11-23T06:12:00Z");
        assertThat(json.get("reader").asText()).isEqualTo("counter-1-a");
        assertThat(json.get("card").asText()).isEqualTo("04A1B2C3");
        assertThat(json.get("decision").asText()).isEqualTo("refuse");
        assertThat(json.get("reason").asText()).isEqualTo("NOT_PAID");
        assertThat(json.get("action").asText()).isEqualTo("Say \"pay\" first.");
        assertThat(json.get("epoch").asText()).isEqualTo("0000000000000fed");
        assertThat(json.get("sequence").asLong()).isEqualTo(12);
        assertThat(json.get("order").asLong()).isEqualTo(77);
        assertThat(json.get("student").asLong()).isEqualTo(5);
        assertThat(json.get("snapshotVersion").asLong()).isEqualTo(9);
        JsonNode us = json.get("us");
        assertThat(us.get("read").asLong()).isEqualTo(50);
        assertThat(us.get("decide").asLong()).isEqualTo(2);
        assertThat(us.get("journal").asLong()).isEqualTo(148);
        assertThat(us.get("signal").asLong()).isGreaterThanOrEqualTo(100);
        assertThat(us.get("total").asLong()).isGreaterThanOrEqualTo(300);
    }

    @Test
    void card_isMaskedUnlessAskedFor() {
        new ConsoleSignal(out, false).show(refusal());
        assertThat(lines().getFirst()).contains("\"card\":\"..B2C3\"").doesNotContain("04A1B2C3");
    }

    @Test
    void outOfService_leavesOutWhatThereIsNot() throws IOException {
        Shown none =
                new Shown(
                        Instant.EPOCH,
                        "r",
                        new CardId("04A1B2C3"),
                        Lamp.OUT_OF_SERVICE,
                        Optional.empty(),
                        "Stop.",
                        "disk full",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        new Stages(0, 0, 0, 0));
        new ConsoleSignal(out, false).show(none);
        JsonNode json = new ObjectMapper().readTree(lines().getFirst());
        assertThat(json.get("decision").asText()).isEqualTo("out-of-service");
        assertThat(json.get("detail").asText()).isEqualTo("disk full");
        assertThat(json.has("sequence")).isFalse();
        assertThat(json.has("reason")).isFalse();
    }

    @Test
    void otherEvents_areLinesOfTheirOwn() {
        ConsoleSignal console = new ConsoleSignal(out, false);
        console.ready(0xabc, 4);
        console.snapshot(5);
        console.link(true);
        console.acked(17);
        assertThat(lines())
                .containsExactly(
                        "{\"event\":\"ready\",\"epoch\":\"0000000000000abc\",\"snapshotVersion\":4}",
                        "{\"event\":\"snapshot\",\"version\":5}",
                        "{\"event\":\"link\",\"up\":true}",
                        "{\"event\":\"acked\",\"sequence\":17}");
    }

    @Test
    void brokenConsole_throwsSoThatTheServeCountsAsNotShown() {
        OutputStream broken =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        assertThatThrownBy(() -> new ConsoleSignal(broken, false).show(refusal()))
                .isInstanceOf(UncheckedIOException.class);
    }
}
