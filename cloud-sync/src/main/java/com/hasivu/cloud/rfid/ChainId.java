package com.hasivu.cloud.rfid;

import com.hasivu.protocol.Chain;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import java.util.HexFormat;

/** One journal of one station. */
record ChainId(SchoolId school, StationId station, long epoch) {
    /** The hash before its first record, in hex. */
    String genesis() {
        return HexFormat.of().formatHex(Chain.genesis(school, station, epoch));
    }

    @Override
    public String toString() {
        return "%s/%s epoch %016x".formatted(school, station, epoch);
    }
}
