package com.hasivu.cloud.http;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/**
 * What a handler answers.
 *
 * @param body a record, written as JSON; a {@link Text}, {@link Page}, {@link Download} or {@link
 *     Events}; or none
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

    /** An answer that goes on until somebody ends it. */
    public record Events(EventStream.Source source) {}

    /** A part of a page of ours; it may load from here only, and nothing may frame it. */
    public record Page(String mediaType, String content) {}

    /** A file to be kept under a name; {@code fileName} of letters, digits, dot and '-'. */
    public record Download(String mediaType, String fileName, byte[] content) {}

    /** A record as JSON, written once: what is sent is what {@link Once} keeps. */
    record Written(Object value, String json) {}

    /** The same with a record written as JSON, on the calling thread and not on the event loop. */
    Reply written() {
        return body == null
                        || body instanceof Written
                        || body instanceof Text
                        || body instanceof Events
                        || body instanceof Page
                        || body instanceof Download
                        || body instanceof Fixed
                ? this
                : new Reply(status, new Written(body, Json.write(body)));
    }

    /** The {@code id} that the body holds, if it is a record with one. */
    public Optional<String> madeId() {
        return MadeId.of(body instanceof Written written ? written.value() : body);
    }

    /** A body that is already text of some media type. */
    public record Text(String mediaType, String content) {}
}
