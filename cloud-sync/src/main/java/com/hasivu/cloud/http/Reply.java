package com.hasivu.cloud.http;

import org.jspecify.annotations.Nullable;

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

    /** A body that is already text of some media type. */
    public record Text(String mediaType, String content) {}
}
