package com.hasivu.reader.presence;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.Assurance;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.SignalQuality;

/**
 * One presentation of a card: this is a tap.
 *
 * @param read the read that decided
 * @param atNanos {@link System#nanoTime} of its last byte; the tap's time
 * @param firstReadNanos the first read of this presentation; the same, where one read decides
 * @param assurance how sure it is that the card is no copy
 */
public record Arrival(
        CardRead read,
        long atNanos,
        long firstReadNanos,
        SignalQuality quality,
        Assurance assurance) {
    public CardId card() {
        return read.card();
    }
}
