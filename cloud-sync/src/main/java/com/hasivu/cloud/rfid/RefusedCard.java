package com.hasivu.cloud.rfid;

import com.hasivu.protocol.CardId;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;

import org.jooq.DSLContext;

import java.time.Instant;
import java.util.List;

/**
 * A card that a station refused because it belongs to nobody there: unknown, or not in use yet.
 *
 * @param epoch unsigned; (station, epoch, sequence) names the record
 * @param whole false: its reader told only a part of the number
 * @param trusted the station's clock was within 30 s of the cloud's
 * @param at by the station's clock
 */
public record RefusedCard(
        SchoolId school,
        StationId station,
        long epoch,
        long sequence,
        CardId card,
        boolean whole,
        boolean trusted,
        Instant at) {
    /** Hears of them in the intake's transaction; what it throws undoes that. */
    public interface Listener {
        void refused(DSLContext tx, List<RefusedCard> cards, Instant now);
    }
}
