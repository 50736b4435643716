package com.hasivu.edge.screen;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;

/**
 * An answer.
 *
 * @param status of HTTP
 */
@SuppressWarnings("ArrayRecordComponent") // made here, written once, never compared
record Answer(int status, String type, byte[] body) {
    static Answer of(int status, ObjectNode body) {
        return new Answer(
                status, "application/json", body.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A code that the page has words for. */
    static Answer code(int status, String code) {
        return of(status, JsonNodeFactory.instance.objectNode().put("code", code));
    }

    /** For whoever is not the page. */
    static Answer text(int status, String text) {
        return new Answer(
                status,
                "text/plain; charset=utf-8",
                (text + "\n").getBytes(StandardCharsets.UTF_8));
    }
}
