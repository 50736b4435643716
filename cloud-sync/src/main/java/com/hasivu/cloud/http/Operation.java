package com.hasivu.cloud.http;

import com.networknt.schema.JsonSchema;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

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
 * @param limit whose requests are counted: {@code x-limit}
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
        Limit limit,
        boolean heavy) {
    /** Largest body when the operation does not say otherwise, in bytes. */
    static final long MAX_BODY = 1 << 20;

    /** The same when nobody need be signed in: nobody is told apart there, and nothing is long. */
    static final long STRANGERS_BODY = 16 << 10;

    /** Whose requests are counted, as the contract writes it in lower case. */
    enum Limit {
        /** Those of one signed-in person. */
        USER("of each signed-in person"),
        /** Those of one client on an operation without a sign-in. */
        ADDRESS("of each client address"),
        /** The same, where passwords or codes are tried: fewer are let through. */
        AUTH("of each client address, stricter");

        private final String words;

        Limit(String words) {
            this.words = words;
        }

        /** As the contract and the policy's headers write it. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** For a person. */
        String words() {
            return words;
        }
    }

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
