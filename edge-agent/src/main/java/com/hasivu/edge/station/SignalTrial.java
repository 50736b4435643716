package com.hasivu.edge.station;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.edge.signal.LampSignal;
import com.hasivu.edge.signal.Outcome;
import com.hasivu.edge.signal.SignalException;

import java.util.Collection;
import java.util.Optional;

/** Plays an outcome for a technician, as a tap would; nothing is decided or recorded. */
record SignalTrial(Optional<LampSignal> lamp, Readers readers) {
    /**
     * @return {@code outcome}; {@code lamp} with {@code pattern}, {@code millis} and {@code why}
     *     not, empty when it is lit; {@code readers} with {@code name} and {@code why}
     */
    JsonNode play(Outcome outcome) {
        return play(outcome, readers.names());
    }

    /** The same, of the readers' own lamps those of {@code names}. */
    JsonNode play(Outcome outcome, Collection<String> names) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("outcome", outcome.label());
        lamp.ifPresent(wired -> play(wired, outcome, node.putObject("lamp")));
        var list = node.putArray("readers");
        for (String name : names) {
            var shown =
                    readers.byName(name)
                            .map(loop -> loop.indicate(ReaderLamps.indication(outcome)));
            shown.ifPresent(
                    result ->
                            list.addObject()
                                    .put("name", name)
                                    .put("why", Readers.why(result).orElse("")));
        }
        return node;
    }

    private static void play(LampSignal lamp, Outcome outcome, ObjectNode told) {
        told.put("pattern", lamp.pattern(outcome).toString());
        told.put("millis", lamp.pattern(outcome).length().toMillis());
        try {
            lamp.play(outcome);
            told.put("why", "");
        } catch (SignalException e) {
            told.put("why", e.getMessage());
        }
    }
}
