package com.hasivu.cloud.rfid;

import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import org.jooq.DSLContext;

import java.util.List;

/**
 * Taps of now that the intake took from one station: {@link Taps#some} has them.
 *
 * @param epoch unsigned
 */
public record TakenTaps(SchoolId school, StationId station, long epoch, List<Long> sequences) {
    public TakenTaps {
        sequences = List.copyOf(sequences);
    }

    /** Hears of them in the intake's transaction; what it throws undoes that. */
    public interface Listener {
        void taken(DSLContext tx, List<TakenTaps> taps);
    }
}
