package com.hasivu.edge.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.hasivu.protocol.wire.Command;
import com.hasivu.protocol.wire.CommandState;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The commands this station took, on its disk: what is in here is never done again. An entry stays
 * until no cloud asks for it any more. When the file is damaged, what it held is not known, so no
 * command issued before that is done: see {@link #notBefore}. One thread.
 */
final class Ledger {
    /** Entries at most; above that commands are refused until old ones have gone. */
    static final int MAX_ENTRIES = 500;

    /** How long after its expiry a command is remembered: longer than the cloud asks for it. */
    static final Duration KEEP = Duration.ofDays(8);

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long FORGOT = -1;

    private final SyncedFile file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private long notBefore;

    private Ledger(SyncedFile file) {
        this.file = file;
    }

    static Ledger open(SyncedFile file) {
        Ledger ledger = new Ledger(file);
        Optional<String> text = file.read();
        if (text.isPresent() && !ledger.read(text.get())) {
            LOG.error(
                    "{} is damaged and kept as {}: which commands were done is not known, so none"
                            + " from before now is done; send again what is still wanted",
                    file.path(),
                    file.keepDamaged(text.get()));
            ledger.entries.clear();
            ledger.notBefore = FORGOT;
            ledger.save();
        }
        return ledger;
    }

    Optional<Entry> find(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    List<Entry> underWay() {
        return entries.values().stream()
                .filter(entry -> entry.state() == CommandState.COMMAND_ACCEPTED)
                .toList();
    }

    /**
     * Commands issued at or before this time, by the cloud's clock, are refused; 0 when nothing was
     * ever forgotten. The first question after a damage sets it.
     */
    long notBefore(long cloudMillis) {
        if (notBefore == FORGOT) {
            notBefore = cloudMillis;
            save();
        }
        return notBefore;
    }

    /** Whether one more fits, once those are dropped that nobody asks for any more. */
    boolean hasRoom(long cloudMillis) {
        entries.values().removeIf(entry -> entry.expiresMillis() + KEEP.toMillis() < cloudMillis);
        return entries.size() < MAX_ENTRIES;
    }

    /** On disk when it returns. */
    void put(Entry entry) {
        Optional<Entry> before = Optional.ofNullable(entries.put(entry.id(), entry));
        try {
            save();
        } catch (RemoteException e) {
            entries.remove(entry.id());
            before.ifPresent(old -> entries.put(old.id(), old));
            throw e;
        }
    }

    private void save() {
        ObjectNode node = JSON.createObjectNode();
        node.put("notBefore", notBefore);
        ArrayNode list = node.putArray("commands");
        entries.values()
                .forEach(
                        entry ->
                                list.addObject()
                                        .put("id", entry.id())
                                        .put("what", entry.what().name())
                                        .put("state", entry.state().name())
                                        .put("detail", entry.detail())
                                        .put("expires", entry.expiresMillis())
                                        .put("at", entry.wallMillis()));
        file.write(node.toPrettyString() + "\n");
    }

    private boolean read(String text) {
        try {
            JsonNode node = JSON.readTree(text);
            notBefore = node.path("notBefore").asLong(FORGOT);
            for (JsonNode entry : node.path("commands")) {
                entries.put(
                        entry.path("id").asText(),
                        new Entry(
                                entry.path("id").asText(),
                                Command.WhatCase.valueOf(entry.path("what").asText()),
                                CommandState.valueOf(entry.path("state").asText()),
                                entry.path("detail").asText(),
                                entry.path("expires").asLong(),
                                entry.path("at").asLong()));
            }
            return node.path("commands").isArray();
        } catch (JsonProcessingException | IllegalArgumentException e) {
            return false;
        }
    }
}
