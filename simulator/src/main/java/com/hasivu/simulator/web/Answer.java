package com.hasivu.simulator.web;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * One answer of a server.
 *
 * @param status of HTTP
 * @param retryAfterSeconds as the server said; 0 when it did not
 */
public record Answer(int status, int retryAfterSeconds, byte[] body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * The body as a tree; an empty object when there is none.
     *
     * @throws IOException if it is not JSON
     */
    public JsonNode json() throws IOException {
        return body.length == 0 ? JSON.createObjectNode() : JSON.readTree(body);
    }

    /** The body, for a message to a person. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
