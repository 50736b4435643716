package com.hasivu.simulator.reader;

import java.util.List;

/**
 * How one frame that tells of a card reaches the station: whole, in pieces, damaged, or not at all.
 */
@FunctionalInterface
public interface Delivery {
    /** As the reader sent it. */
    Delivery PLAIN = List::of;

    /** The writes to make instead of this one, a few milliseconds apart. */
    List<byte[]> pieces(byte[] frame);
}
