package com.hasivu.edge.backup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The first file of a backup: whose it is, and what every other file of it must be.
 *
 * @param program the version that made it
 * @param journal of the one in use when it was made; an epoch of 0 when there was none
 * @param withIdentity whether the station's private key is in it
 */
public record Contents(
        String program,
        Instant made,
        SchoolId school,
        StationId station,
        JournalEnd journal,
        boolean withIdentity,
        List<Item> files) {
    /** Of this layout. A newer one is refused: what it means is not known here. */
    static final int FORMAT = 1;

    static final String NAME = "contents.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How a journal ended when it was copied. */
    public record JournalEnd(long epoch, long last, String hash, long acked) {}

    /** One file: name in the archive, bytes, SHA-256 in hex. */
    public record Item(String name, long size, String sha256) {}

    public Contents {
        files = List.copyOf(files);
    }

    /** How many files are in the backup beside it. */
    public int fileCount() {
        return files.size();
    }

    byte[] bytes() {
        ObjectNode node = JSON.createObjectNode();
        node.put("format", FORMAT).put("program", program).put("made", made.toString());
        node.put("school", school.value()).put("station", station.value());
        node.putObject("journal")
                .put("epoch", "%016x".formatted(journal.epoch()))
                .put("last", journal.last())
                .put("hash", journal.hash())
                .put("acked", journal.acked());
        node.put("withIdentity", withIdentity);
        ArrayNode list = node.putArray("files");
        for (Item item : files) {
            list.addObject()
                    .put("name", item.name())
                    .put("size", item.size())
                    .put("sha256", item.sha256());
        }
        return (node.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads it.
     *
     * @throws BackupException if it is none, or of a newer format
     */
    static Contents of(byte[] bytes) {
        try {
            JsonNode node = JSON.readTree(bytes);
            int format = node.path("format").asInt();
            if (format != FORMAT) {
                throw new BackupException(
                        "is of format %d, this program reads %d; restore it with the program that made it (%s), or a newer one"
                                .formatted(format, FORMAT, node.path("program").asText("unknown")));
            }
            List<Item> files = new ArrayList<>();
            for (JsonNode one : node.path("files")) {
                files.add(
                        new Item(
                                one.path("name").asText(),
                                one.path("size").asLong(-1),
                                one.path("sha256").asText()));
            }
            JsonNode journal = node.path("journal");
            return new Contents(
                    node.path("program").asText(),
                    Instant.parse(node.path("made").asText()),
                    new SchoolId(node.path("school").asText()),
                    new StationId(node.path("station").asText()),
                    new JournalEnd(
                            Long.parseUnsignedLong(journal.path("epoch").asText(), 16),
                            journal.path("last").asLong(),
                            journal.path("hash").asText(),
                            journal.path("acked").asLong()),
                    node.path("withIdentity").asBoolean(),
                    files);
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new BackupException("has no contents that can be read: " + e.getMessage(), e);
        }
    }
}
