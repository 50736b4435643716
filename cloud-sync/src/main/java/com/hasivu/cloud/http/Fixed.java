package com.hasivu.cloud.http;

import com.hasivu.protocol.Sha256;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.GZIPOutputStream;

/**
 * Text that stays the same while the service runs: packed once, and with a tag by which who has it
 * already is told so (304). Other answers are not packed: they hold secrets beside what a client
 * chose, and time of a core. Immutable.
 */
final class Fixed {
    private static final int TAG_BYTES = 16;

    /** A page of ours shows its own style sheet and nothing else. */
    private static final String PAGE_POLICY =
            "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final String mediaType;
    private final Buffer plain;
    private final Buffer packed;
    private final String tag;

    Fixed(String mediaType, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        this.mediaType = mediaType;
        this.plain = Buffer.buffer(bytes);
        this.packed = Buffer.buffer(gzip(bytes));
        this.tag = "\"" + digest(bytes) + "\"";
    }

    /** Sends it, or that nothing has changed. */
    void send(HttpServerRequest request, HttpServerResponse response) {
        response.putHeader("ETag", tag)
                .putHeader("Cache-Control", "no-cache")
                .putHeader("Vary", "Accept-Encoding");
        if (mediaType.startsWith("text/html")) {
            response.putHeader("Content-Security-Policy", PAGE_POLICY);
        }
        if (has(request.getHeader("If-None-Match"))) {
            Answers.finish(response.setStatusCode(304).end());
            return;
        }
        response.putHeader("Content-Type", mediaType);
        String accepted = request.getHeader("Accept-Encoding");
        if (accepted != null
                && accepted.matches("(?i).*\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$)).*")) {
            response.putHeader("Content-Encoding", "gzip");
            Answers.finish(response.end(packed));
        } else {
            Answers.finish(response.end(plain));
        }
    }

    private boolean has(@org.jspecify.annotations.Nullable String tags) {
        return tags != null
                && Arrays.stream(tags.split(","))
                        .map(each -> each.strip().replaceFirst("^W/", ""))
                        .anyMatch(each -> each.equals(tag) || each.equals("*"));
    }

    private static byte[] gzip(byte[] bytes) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot pack in memory", e);
        }
        return out.toByteArray();
    }

    private static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(Sha256.of(bytes), 0, TAG_BYTES);
    }
}
