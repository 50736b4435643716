package com.hasivu.edge.doctor;

import com.fasterxml.jackson.databind.JsonNode;

/** Whether the station runs, and what it says of itself. */
public sealed interface Daemon {
    /** It answers. */
    record Up(JsonNode status) implements Daemon {}

    /** Nobody listens. */
    record Down() implements Daemon {}

    /** Somebody listens, and nothing useful comes back. */
    record Mute(String why) implements Daemon {}
}
