package com.hasivu.edge.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The JSON Schemas (2020-12) of everything that is printed with {@code --json}: resources beside
 * this class, by the name that an answer gives as {@code schema} behind {@code hasivu-edge/}.
 */
final class AnswerSchemas {
    static final List<String> NAMES =
            List.of(
                    "backup",
                    "bundle",
                    "config-show",
                    "config-validate",
                    "demo",
                    "doctor",
                    "enroll",
                    "explain",
                    "journal-record",
                    "journal-replay",
                    "journal-verify",
                    "logs",
                    "logs-elsewhere",
                    "lookup",
                    "readers-blink",
                    "readers-decode",
                    "readers-kinds",
                    "readers-list",
                    "readers-scan",
                    "readers-test",
                    "restore",
                    "setup",
                    "signals-test",
                    "snapshot",
                    "status",
                    "tap",
                    "version");

    private AnswerSchemas() {}

    /** Nothing is printed that no schema describes. */
    static void require(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalStateException("no schema is named " + name);
        }
    }

    /** One of {@link #NAMES}. */
    static String text(String name) {
        require(name);
        try (InputStream in =
                AnswerSchemas.class.getResourceAsStream("schemas/" + name + ".json")) {
            if (in == null) {
                throw new IllegalStateException("the schema of %s is not shipped".formatted(name));
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the schema of " + name, e);
        }
    }
}
