package com.hasivu.edge.replay;

import com.hasivu.edge.decision.Decider;
import com.hasivu.edge.decision.ServedSet;
import com.hasivu.edge.decision.ServedSet.Served;
import com.hasivu.edge.history.History;
import com.hasivu.edge.history.TapCase;
import com.hasivu.edge.history.TapRecords;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.TapRecord;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Records that are not there any more. What they may have held is taken as true when it explains a
 * decision: that an order was served before, that a card had counted on, that the clock had shown a
 * later time. Orders of a later day than the first kept record were not on any list before it.
 *
 * @param firstKept sequence of the oldest record
 * @param lastDay the last school day whose orders may have been served before; days since
 *     1970-01-01
 */
record Trimmed(long firstKept, long lastDay) {
    /** Empty when the record is the first of its epoch. */
    static Optional<Trimmed> before(StoredRecord oldest) {
        if (oldest.sequence() <= 1) {
            return Optional.empty();
        }
        long day = Long.MAX_VALUE;
        if (oldest.type() == TapRecords.TYPE) {
            try {
                TapRecord tap = Replay.parse(oldest);
                day =
                        tap.getSnapshotVersion() > 0
                                ? tap.getSchoolDay()
                                : Duration.ofMillis(tap.getWallMillis()).toDays() + 1;
            } catch (WireException e) {
                day = Long.MAX_VALUE; // nothing is known of when it was
            }
        }
        return Optional.of(new Trimmed(oldest.sequence(), day));
    }

    /** Whether some state before the first kept record leads to just what was recorded. */
    boolean mayExplain(TapCase tap, TapRecord recorded, boolean floorKnown, History history) {
        Reason reason = recorded.getRefusal().getReason();
        if (reason == Reason.CLOCK_NOT_TRUSTED) {
            return gives(recorded, tap, history.served(), Instant.MAX);
        }
        if (!floorKnown && (reason == Reason.CARD_REPLAYED || reason == Reason.CARD_NOT_PROVEN)) {
            long floor = reason == Reason.CARD_REPLAYED ? Long.MAX_VALUE : 0;
            TapCase counted = Replay.withFloor(tap, OptionalLong.of(floor));
            return gives(recorded, counted, history.served(), history.newest());
        }
        boolean onALaterDay =
                tap.input().orders().isEmpty() || tap.input().orders().get().schoolDay() > lastDay;
        long named =
                recorded.hasServe()
                        ? recorded.getServe().getOrder()
                        : recorded.getRefusal().getOrder();
        if (onALaterDay || named == 0) {
            return false;
        }
        boolean itself = reason == Reason.ALREADY_SERVED;
        ServedSet fuller =
                order ->
                        history.served()
                                .find(order)
                                .or(() -> before(order, named, itself, tap.input().now()));
        return gives(recorded, tap, fuller, history.newest());
    }

    /**
     * A refusal as served names the first such order, so any from it on may have been; every other
     * decision names the first that was not, so any but it.
     */
    private static Optional<Served> before(OrderId order, long named, boolean itself, Instant at) {
        boolean served = itself ? order.value() >= named : order.value() != named;
        return served
                ? Optional.of(new Served(0, at, "before the kept records"))
                : Optional.empty();
    }

    private static boolean gives(
            TapRecord recorded, TapCase tap, ServedSet served, Instant newest) {
        TapRecord now =
                Replay.write(tap, History.decide(tap, served, newest, Decider.Trace.OFF), recorded);
        return Differences.between(recorded, now).isEmpty();
    }
}
