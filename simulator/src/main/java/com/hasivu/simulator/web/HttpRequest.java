package com.hasivu.simulator.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * One request, not yet bytes.
 *
 * @param token of a signed-in person
 * @param key the Idempotency-Key
 * @param body JSON; empty for none
 */
public record HttpRequest(
        String method, String path, Optional<String> token, Optional<String> key, byte[] body) {
    private static final byte[] NOTHING = {};

    /** Without body, token and key. */
    public static HttpRequest get(String path) {
        return new HttpRequest("GET", path, Optional.empty(), Optional.empty(), NOTHING);
    }

    public HttpRequest as(String newToken) {
        return new HttpRequest(method, path, Optional.of(newToken), key, body);
    }

    /** As bytes for that host. */
    public ByteBuf encode(String host) {
        var head = new StringBuilder(300);
        head.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: ").append(host);
        token.ifPresent(t -> head.append("\r\nAuthorization: Bearer ").append(t));
        key.ifPresent(k -> head.append("\r\nIdempotency-Key: ").append(k));
        if (body.length > 0) {
            head.append("\r\nContent-Type: application/json");
        }
        if (!method.equals("GET")) {
            head.append("\r\nContent-Length: ").append(body.length);
        }
        head.append("\r\n\r\n");
        var bytes = new ByteArrayOutputStream(head.length() + body.length);
        bytes.writeBytes(head.toString().getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(body);
        return Unpooled.wrappedBuffer(bytes.toByteArray());
    }
}
