package com.hasivu.simulator.check;

import com.hasivu.protocol.wire.TapRecord;

/** One record as it stands in the journal's bytes. */
public record RawRecord(
        long epoch,
        long sequence,
        int type,
        byte[] previousHash,
        byte[] payload,
        byte[] hash,
        TapRecord tap) {}
