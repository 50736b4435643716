package com.hasivu.simulator.world;

import com.hasivu.protocol.Sha256;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * The events of a world in order, each with its virtual time. Two runs of one seed write the same
 * lines. Off, it costs nothing but the call.
 */
final class Trace {
    private final boolean on;
    private final Agenda agenda;
    private final List<String> lines = new ArrayList<>();

    Trace(boolean on, Agenda agenda) {
        this.on = on;
        this.agenda = agenda;
    }

    boolean on() {
        return on;
    }

    void say(String format, @Nullable Object... values) {
        if (on) {
            lines.add(
                    "%s  %s"
                            .formatted(
                                    Instant.ofEpochMilli(agenda.now()),
                                    String.format(Locale.ROOT, format, values)));
        }
    }

    List<String> lines() {
        return lines;
    }

    /** SHA-256 over all lines, hex. */
    static String digest(List<String> lines) {
        MessageDigest digest = Sha256.begin();
        for (String line : lines) {
            digest.update((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
