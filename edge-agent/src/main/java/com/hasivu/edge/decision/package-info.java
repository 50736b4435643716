/**
 * What the counter does about one card: a pure function of card, day's orders, what was served and
 * the time. Start at {@link com.hasivu.edge.decision.Decider}. Knows no disk, thread, clock or
 * logger.
 */
@NullMarked
package com.hasivu.edge.decision;

import org.jspecify.annotations.NullMarked;
