package com.hasivu.simulator.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.protocol.CardId;
import com.hasivu.simulator.check.Evidence;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One signal the station gave, as its console printed it.
 *
 * @param reader the reader's configured name
 * @param decision {@code serve}, {@code refuse}, {@code reshown} or {@code out-of-service}
 * @param reason the refusal's code, empty otherwise
 * @param epoch journal epoch in hex, empty when nothing was recorded
 * @param sequence journal sequence, 0 when nothing was recorded
 * @param micros microseconds by stage
 */
public record Light(
        String reader,
        CardId card,
        String decision,
        String reason,
        String epoch,
        long sequence,
        Map<String, Long> micros) {

    static Optional<Light> of(JsonNode event) {
        if (!event.path("event").asText().equals("signal")) {
            return Optional.empty();
        }
        Map<String, Long> micros = new TreeMap<>();
        event.path("us").properties().forEach(e -> micros.put(e.getKey(), e.getValue().asLong()));
        return Optional.of(
                new Light(
                        event.path("reader").asText(),
                        CardId.parse(event.path("card").asText()),
                        event.path("decision").asText(),
                        event.path("reason").asText(""),
                        event.path("epoch").asText(""),
                        event.path("sequence").asLong(),
                        micros));
    }

    /**
     * {@code serve} or the refusal's code: what {@link com.hasivu.simulator.school.Tap#answer} is
     * compared with.
     */
    public String answer() {
        return switch (decision) {
            case "serve", "reshown" -> "serve";
            case "refuse" -> reason;
            default -> decision;
        };
    }

    /** Those that name a record, as evidence against the journal. */
    public static List<Evidence> evidence(List<Light> lights) {
        return lights.stream()
                .filter(l -> l.sequence() > 0)
                .map(
                        l ->
                                new Evidence(
                                        l.epoch(),
                                        l.sequence(),
                                        l.card(),
                                        l.answer().equals("serve")))
                .toList();
    }
}
