package com.hasivu.edge.snapshot;

import com.hasivu.edge.decision.DayOrders;
import com.hasivu.protocol.wire.Manifest;

/**
 * A verified snapshot. Immutable.
 *
 * @param manifest what the cloud signed
 * @param orders its rows as the decision reads them
 */
public record Snapshot(Manifest manifest, DayOrders orders) {
    /** Grows with every change of the school's day. */
    public long version() {
        return manifest.getVersion();
    }

    /** SHA-256 over the canonical rows. */
    public byte[] digest() {
        return manifest.getDigest().toByteArray();
    }

    /** Rows of all kinds. */
    public int rows() {
        return manifest.getRows();
    }
}
