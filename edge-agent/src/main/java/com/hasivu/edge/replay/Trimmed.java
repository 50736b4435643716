package com.hasivu.edge.replay;

import com.hasivu.edge.decision.DayOrders;
import com.hasivu.edge.decision.ServedSet;
import com.hasivu.edge.decision.ServedSet.Served;
import com.hasivu.edge.history.History;
import com.hasivu.edge.history.TapRecords;
import com.hasivu.edge.journal.StoredRecord;
import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.WireException;
import com.hasivu.protocol.wire.Reason;
import com.hasivu.protocol.wire.TapRecord;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

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

    /** The same decided again against what trimmed records may have held. */
    interface Redecision {
        TapRecord by(ServedSet served, Instant newest);

        /** Had the card counted so far; the same as ever when its count is known. */
        TapRecord countedTo(long count);

        /** Had so many serves by hand stood; the same as ever for a tap. */
        TapRecord handServes(int used);
    }

    /** Whether some state before the first kept record leads to just what was recorded. */
    boolean mayExplain(
            Redecision again,
            Instant at,
            Optional<DayOrders> orders,
            TapRecord recorded,
            History history) {
        Reason reason = recorded.getRefusal().getReason();
        if (reason == Reason.CLOCK_NOT_TRUSTED) {
            return same(recorded, again.by(history.served(), Instant.MAX));
        }
        if (reason == Reason.CARD_REPLAYED || reason == Reason.CARD_NOT_PROVEN) {
            long floor = reason == Reason.CARD_REPLAYED ? Long.MAX_VALUE : 0;
            return same(recorded, again.countedTo(floor));
        }
        boolean onALaterDay = orders.isEmpty() || orders.get().schoolDay() > lastDay;
        if (reason == Reason.QUOTA_USED && !onALaterDay) {
            return same(recorded, again.handServes(Integer.MAX_VALUE));
        }
        long named =
                recorded.hasServe()
                        ? recorded.getServe().getOrder()
                        : recorded.getRefusal().getOrder();
        if (onALaterDay || named == 0) {
            return false;
        }
        boolean itself = reason == Reason.ALREADY_SERVED;
        ServedSet fuller =
                new ServedSet() {
                    @Override
                    public Optional<Served> find(OrderId order) {
                        return history.served()
                                .find(order)
                                .or(() -> before(order, named, itself, at));
                    }

                    @Override
                    public boolean tookBack(OrderId order, Instant servedAt) {
                        return history.served().tookBack(order, servedAt)
                                || (recorded.hasServe() && order.value() == named);
                    }
                };
        return same(recorded, again.by(fuller, history.newest()));
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

    private static boolean same(TapRecord recorded, TapRecord now) {
        return Differences.between(recorded, now).isEmpty();
    }
}
