package com.hasivu.edge.doctor;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Whether there is a snapshot of orders, for today, that still counts.
 *
 * @param report as {@link Saved#snapshot}; empty when not enrolled
 */
record SnapshotCheck(Callable<Optional<JsonNode>> report, Instant now) implements Check {
    @Override
    public String name() {
        return "snapshot";
    }

    @Override
    public Finding look() throws Exception {
        Optional<JsonNode> found = report.call();
        if (found.isEmpty()) {
            return new Finding.Skip("not enrolled: there is none yet");
        }
        JsonNode held = found.get();
        if (!held.path("problems").isEmpty()) {
            return new Finding.Fail(
                    held.path("problems").path(0).asText(),
                    "the station sets it aside and fetches another when online; look at 'disk'");
        }
        if (held.path("version").asLong() == 0) {
            return new Finding.Fail(
                    "none yet: nobody can be served",
                    "it comes with the first connection to the cloud: look at 'uplink'");
        }
        LocalDate today = now.atZone(ZoneId.of(held.path("zone").asText("UTC"))).toLocalDate();
        String seen =
                "version %d for %s, made %s"
                        .formatted(
                                held.path("version").asLong(),
                                held.path("schoolDay").asText(),
                                held.path("made").asText());
        if (now.isAfter(Instant.parse(held.path("validUntil").asText()))) {
            return new Finding.Fail(
                    seen + ", no longer valid",
                    "a new one comes when the station is online: look at 'uplink' and 'clock'");
        }
        return held.path("schoolDay").asText().equals(today.toString())
                ? new Finding.Ok(seen)
                : new Finding.Warn(
                        seen + ", not for today",
                        "on a school day look at 'uplink': today's comes when the station is online");
    }
}
