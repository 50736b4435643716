package com.hasivu.reader.wedge;

import java.util.List;

/**
 * What the keyboard told at one moment.
 *
 * @param micros the kernel's time of it
 * @param keys pressed and released, in order
 * @param overrun the kernel had to drop events (SYN_DROPPED)
 */
record Packet(long micros, List<Key> keys, boolean overrun) {
    /**
     * @param scanned a scan code came with it, and agreed
     */
    record Key(int code, boolean pressed, boolean scanned) {}

    Packet {
        keys = List.copyOf(keys);
    }
}
