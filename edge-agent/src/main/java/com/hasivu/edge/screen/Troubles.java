package com.hasivu.edge.screen;

import java.util.List;

/**
 * What the page warns of.
 *
 * @param offline no connection to the cloud
 * @param readers names of readers that are not online
 * @param clock the wall clock is not trusted
 * @param disk the journal takes no records
 * @param demo taps serve nobody, somebody shows the lights
 */
public record Troubles(
        boolean offline, List<String> readers, boolean clock, boolean disk, boolean demo) {
    public Troubles {
        readers = List.copyOf(readers);
    }
}
