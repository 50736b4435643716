package com.hasivu.cloud.rfid;

import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.TapBatch;

import java.util.Optional;

/** A payload that was kept instead of merged, read again. Pure. */
final class KeptBatch {
    private KeptBatch() {}

    /** Empty when it cannot be read here, for example because of its protocol version. */
    static Optional<Batch> read(Topics.Address sender, byte[] payload) {
        try {
            return Optional.of(Batch.read(sender, Wire.open(payload, TapBatch.parser())));
        } catch (WireException unreadable) {
            return Optional.empty();
        }
    }
}
