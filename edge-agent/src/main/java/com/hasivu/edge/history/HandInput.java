package com.hasivu.edge.history;

import com.hasivu.edge.decision.DayOrders;
import com.hasivu.protocol.StaffId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.wire.ClockState;
import com.hasivu.protocol.wire.HandFound;
import com.hasivu.protocol.wire.HandProof;
import com.hasivu.protocol.wire.HandReason;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything a serve by hand takes that does not come from the station's own records.
 *
 * @param actor the supervisor
 * @param student the child asked for
 * @param found by what the child was found
 * @param quota how many serves by hand this station allows in a day
 * @param orders the snapshot in use
 * @param now wall clock in whole milliseconds, as the record keeps it
 */
public record HandInput(
        Actor actor,
        StudentId student,
        HandFound found,
        int quota,
        Optional<DayOrders> orders,
        Instant now,
        ClockState clock) {
    /** Where a serve by hand is asked for; in the place of a reader's name. */
    public static final String PLACE = "screen";

    /**
     * Who acts, how that was shown, and why.
     *
     * @param reason of {@link Actor#SERVE_REASONS} or {@link Actor#UNDO_REASONS}
     */
    public record Actor(StaffId staff, HandProof proof, HandReason reason) {
        /** Why a child is served without its card. */
        public static final List<HandReason> SERVE_REASONS =
                List.of(
                        HandReason.CARD_FORGOTTEN,
                        HandReason.CARD_LOST_TODAY,
                        HandReason.CARD_DAMAGED,
                        HandReason.NO_CARD_YET,
                        HandReason.READER_BROKEN);

        /** Why a serve is taken back. */
        public static final List<HandReason> UNDO_REASONS =
                List.of(HandReason.WRONG_CHILD, HandReason.NOT_HANDED_OVER);
    }

    /** Days since 1970-01-01 in the school's zone; 0 without a snapshot. */
    int schoolDay() {
        return orders.map(day -> day.dayOf(now)).orElse(0);
    }
}
