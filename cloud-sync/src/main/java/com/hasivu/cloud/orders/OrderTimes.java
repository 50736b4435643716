package com.hasivu.cloud.orders;

import java.time.Duration;

/**
 * When orders move by themselves.
 *
 * @param payWithin so long a placed order waits for its payment, and never past its deadline
 * @param unclaimedAfter so long behind the end of its window a paid meal may still be fetched
 */
public record OrderTimes(Duration payWithin, Duration unclaimedAfter) {
    /** Where no setting says otherwise. */
    public static final OrderTimes DEFAULTS =
            new OrderTimes(Duration.ofMinutes(15), Duration.ofHours(2));
}
