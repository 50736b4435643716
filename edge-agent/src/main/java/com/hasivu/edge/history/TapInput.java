package com.hasivu.edge.history;

import com.hasivu.edge.decision.CardRule;
import com.hasivu.edge.decision.DayOrders;
import com.hasivu.protocol.CardForm;
import com.hasivu.protocol.CardId;
import com.hasivu.protocol.wire.CardProof;
import com.hasivu.protocol.wire.ClockState;

import java.time.Instant;
import java.util.Optional;

/**
 * Everything a decision takes that does not come from the station's own records.
 *
 * @param reader configured reader name
 * @param told the number as the reader told it, in {@code form}
 * @param proof what the card proved, with {@code readCount} where it signed its own count
 * @param rule what the station asks of cards
 * @param orders the snapshot in use
 * @param now wall clock in whole milliseconds, as the record keeps it
 * @param clock how the wall clock compares with the cloud's
 */
public record TapInput(
        String reader,
        CardId told,
        CardForm form,
        CardProof proof,
        long readCount,
        CardRule rule,
        Optional<DayOrders> orders,
        Instant now,
        ClockState clock) {}
