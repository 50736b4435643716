package com.hasivu.edge.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A support bundle: a {@code .tar.gz} of small JSON files, mode 0600. No name, no card number, no
 * student, no key, no address can be in it, because only the fields listed here are taken. One
 * thread.
 */
public final class Bundle {
    private static final Set<String> STATUS =
            Set.of(
                    "state",
                    "clock",
                    "clockSkewMillis",
                    "identity.validUntil",
                    "identity.daysLeft",
                    "identity.slot",
                    "identity.state",
                    "identity.renewing",
                    "journal.firstSequence",
                    "journal.lastSequence",
                    "journal.ackedSequence",
                    "journal.takesRecords",
                    "snapshot.version",
                    "snapshot.rows",
                    "snapshot.schoolDay",
                    "snapshot.validUntil",
                    "sync.online",
                    "sync.waiting",
                    "readers.state",
                    "readers.faults",
                    "taps.taps",
                    "taps.serves",
                    "taps.reshown",
                    "taps.outOfService");
    private static final Set<String> DOCTOR = Set.of("well", "checks.check", "checks.state");
    private static final Set<String> RECORD =
            Set.of(
                    "sequence",
                    "at",
                    "clock",
                    "schoolDay",
                    "decision",
                    "reason",
                    "snapshotVersion",
                    "form",
                    "proof");
    private static final Set<String> JOURNAL =
            Set.of("sound", "firstSequence", "lastSequence", "ackedSequence", "segments", "bytes");

    /**
     * Settings whose value can be nobody's secret; of all others only the origin's kind is told.
     */
    private static final String OPEN =
            "journal\\..+|snapshots\\..+|cards\\.assurance|signal.*|broker\\.port|readers\\[\\d+]\\.(kind|baud)";

    private final Map<String, JsonNode> files = new LinkedHashMap<>();

    /** What {@code status} says. */
    public void status(JsonNode status) {
        files.put("status.json", Kept.of(status, STATUS));
    }

    /** What {@code doctor} says: which check, and how it came out. */
    public void doctor(JsonNode doctor) {
        files.put("doctor.json", Kept.of(doctor, DOCTOR));
    }

    /** What {@code journal verify} says. */
    public void journal(JsonNode report) {
        files.put("journal.json", Kept.of(report, JOURNAL));
    }

    /** The last records. */
    public void records(List<? extends JsonNode> records) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        records.forEach(record -> list.add(Kept.of(record, RECORD)));
        files.put("records.json", list);
    }

    /** One setting. */
    public void setting(String key, String value, boolean isDefault) {
        ArrayNode list =
                (ArrayNode)
                        files.computeIfAbsent(
                                "settings.json", name -> JsonNodeFactory.instance.arrayNode());
        ObjectNode one = list.addObject().put("key", key).put("default", isDefault);
        if (key.matches(OPEN)) {
            one.put("value", value);
        }
    }

    /** The machine: numbers and the JVM's own words. */
    public void machine() {
        Runtime runtime = Runtime.getRuntime();
        files.put(
                "machine.json",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("java", Runtime.version().toString())
                        .put("system", System.getProperty("os.name", ""))
                        .put("kernel", System.getProperty("os.version", ""))
                        .put("arch", System.getProperty("os.arch", ""))
                        .put("processors", runtime.availableProcessors())
                        .put("maxMemory", runtime.maxMemory()));
    }

    /**
     * Writes it.
     *
     * @return the names of what is in it
     * @throws IOException if there is such a file already, or it cannot be written
     */
    public List<String> write(Path file, Instant now) throws IOException {
        try (TarWriter tar = TarWriter.create(file, now)) {
            for (Map.Entry<String, JsonNode> one : files.entrySet()) {
                byte[] text =
                        (one.getValue().toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
                tar.add("hasivu-edge-bundle/" + one.getKey(), text);
            }
        }
        return new ArrayList<>(files.keySet());
    }
}
