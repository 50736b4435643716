package com.hasivu.edge.decision;

import com.hasivu.protocol.OrderId;
import com.hasivu.protocol.StudentId;
import com.hasivu.protocol.WindowId;
import com.hasivu.protocol.wire.CardState;
import com.hasivu.protocol.wire.OrderState;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The index's entries: made once per snapshot, so that a tap makes none of them. */
final class Entries {
    private Entries() {}

    /**
     * A card.
     *
     * @param lastDay days since 1970-01-01; 0: no end
     * @param student {@code null} when the card is bound to nobody who is in the snapshot
     */
    record Card(CardState state, int lastDay, @Nullable Student student) {}

    record Student(
            StudentId id,
            String name,
            String schoolClass,
            String roll,
            boolean active,
            List<String> allergens,
            Order[] orders) {}

    /**
     * An order.
     *
     * @param opensMillis when its window opens; closes as well when the window is not known
     * @param conflict allergens that the meal and the child share, joined; empty when none
     */
    record Order(
            OrderId id,
            WindowId window,
            long opensMillis,
            long closesMillis,
            OrderState state,
            String meal,
            String conflict,
            long deliveredMillis,
            String deliveredStation,
            String pickupCode) {
        boolean openAt(long millis) {
            return millis >= opensMillis && millis < closesMillis;
        }
    }

    record Window(WindowId id, String name, long opensMillis, long closesMillis) {}
}
