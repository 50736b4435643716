package com.hasivu.reader.discovery;

import java.nio.file.Path;

/** What a scan found out about one port. */
public sealed interface PortReport {
    Path port();

    /**
     * A reader answered.
     *
     * @param kind as written in {@code reader.kind}
     * @param baud the speed at which it answered, in bits per second
     * @param detail what it said of itself
     */
    record Found(Path port, String kind, int baud, String detail) implements PortReport {}

    /** Nothing answered any question. */
    record Silent(Path port) implements PortReport {}

    /** The port could not be asked; {@code why} names the fix. */
    record Unusable(Path port, String why) implements PortReport {}
}
