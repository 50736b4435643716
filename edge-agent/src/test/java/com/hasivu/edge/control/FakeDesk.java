package com.hasivu.edge.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.CardNumbers;

import java.util.List;
import java.util.Optional;

/** A desk that says one thing, for what only reads the status. */
public record FakeDesk(JsonNode status) implements Desk {
    @Override
    public JsonNode tap(CardId card, String reader, boolean dryRun) {
        throw new AssertionError("nobody taps here");
    }

    @Override
    public JsonNode lookup(CardId card) {
        throw new AssertionError("nobody looks up here");
    }

    @Override
    public JsonNode lookup(List<CardNumbers.Reading> number) {
        throw new AssertionError("nobody looks up here");
    }

    @Override
    public JsonNode lookup(String name) {
        throw new AssertionError("nobody looks up here");
    }

    @Override
    public Optional<JsonNode> readerNews(String reader, long since) {
        return Optional.empty();
    }

    @Override
    public Optional<JsonNode> blink(String reader) {
        return Optional.empty();
    }

    @Override
    public Optional<JsonNode> testSignals(String outcome) {
        return Optional.empty();
    }

    @Override
    public JsonNode demo(boolean on) {
        throw new AssertionError("nobody shows anything here");
    }

    @Override
    public JsonNode journal(int count) {
        throw new AssertionError("nobody reads the journal here");
    }

    @Override
    public JsonNode snapshot() {
        throw new AssertionError("nobody asks for the snapshot here");
    }
}
