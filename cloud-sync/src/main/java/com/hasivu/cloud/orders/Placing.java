package com.hasivu.cloud.orders;

import com.hasivu.cloud.http.Caller;
import com.hasivu.protocol.OrderId;

import java.util.Optional;

/**
 * How an order is placed.
 *
 * @param actor for its history
 * @param waits for its payment until the deadline, not only for the usual time
 * @param replaces the order it stands in place of
 */
public record Placing(String actor, boolean waits, Optional<OrderId> replaces) {
    static Placing by(Caller caller) {
        return new Placing("user " + caller.user(), false, Optional.empty());
    }
}
