package com.hasivu.reader.presence;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardFamily;
import com.hasivu.reader.SignalQuality;

/**
 * One presentation of a card: this is a tap.
 *
 * @param atNanos {@link System#nanoTime} of the last byte of the read that decided; the tap's time
 * @param firstReadNanos the first read of this presentation; the same, unless the frame check is
 *     weak
 */
public record Arrival(
        CardId card, CardFamily family, long atNanos, long firstReadNanos, SignalQuality quality) {}
