package com.hasivu.cloud.http;

import com.fasterxml.jackson.databind.JsonNode;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * What a handler answers.
 *
 * @param body a record, written as JSON; or none
 */
public record Reply(int status, @Nullable Object body) {
    public static Reply ok(Object body) {
        return new Reply(200, body);
    }

    public static Reply created(Object body) {
        return new Reply(201, body);
    }

    /** 204: done, nothing to say. */
    public static Reply nothing() {
        return new Reply(204, null);
    }

    /** The {@code id} that the body holds, if it is a record with one. */
    public Optional<String> madeId() {
        if (body == null || body instanceof Text) {
            return Optional.empty();
        }
        JsonNode id = Json.MAPPER.valueToTree(body).path("id");
        return id.isValueNode() ? Optional.of(id.asText()) : Optional.empty();
    }

    /** A body that is already text of some media type. */
    public record Text(String mediaType, String content) {}
}
