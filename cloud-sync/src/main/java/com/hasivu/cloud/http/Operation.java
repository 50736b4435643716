package com.hasivu.cloud.http;

import com.networknt.schema.JsonSchema;

import org.jspecify.annotations.Nullable;

import java.util.List;

/**
 * One operation of openapi.yaml.
 *
 * @param method upper case, for example {@code POST}
 * @param path with parameters in braces
 * @param body what a body must hold; null when the operation takes none
 * @param bodyRequired false when the body may be left out
 * @param textType media type of a body that is text and no JSON, for example {@code text/csv}
 * @param maxBody largest body in bytes: {@code x-max-body}, or the {@code maxLength} of such a
 *     text, else {@link #MAX_BODY} or, where anyone may call, {@link #STRANGERS_BODY}
 * @param who who may call, by {@code x-roles}
 * @param strict passwords or codes are tried here, so fewer requests are let through: {@code
 *     x-limit: auth}
 * @param heavy works on very many rows, so few of its kind run at once: {@code x-heavy}
 */
record Operation(
        String id,
        String method,
        String path,
        List<Parameter> parameters,
        @Nullable JsonSchema body,
        boolean bodyRequired,
        @Nullable String textType,
        long maxBody,
        Access who,
        boolean strict,
        boolean heavy) {
    /** Largest body when the operation does not say otherwise, in bytes. */
    static final long MAX_BODY = 1 << 20;

    /** The same when nobody need be signed in: nobody is told apart there, and nothing is long. */
    static final long STRANGERS_BODY = 16 << 10;

    /**
     * A parameter.
     *
     * @param in {@code path}, {@code query} or {@code header}
     * @param numeric the schema wants a number
     */
    record Parameter(
            String name, String in, boolean required, boolean numeric, JsonSchema schema) {}

    Operation {
        parameters = List.copyOf(parameters);
    }
}
