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
 * @param maxBody its largest body in bytes, {@code x-max-body} of the contract
 */
record Operation(
        String id,
        String method,
        String path,
        List<Parameter> parameters,
        @Nullable JsonSchema body,
        boolean bodyRequired,
        int maxBody) {
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
