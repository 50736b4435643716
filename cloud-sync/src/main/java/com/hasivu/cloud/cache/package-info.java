/**
 * Reads that repeat, answered from memory. Start at {@link com.hasivu.cloud.cache.Caches}. For what
 * is shown and decides nothing: menus, a school's windows, names. Never for roles, sessions,
 * revocations, balances, portions or the states of orders: those are read where they are written.
 *
 * <p>On the node of a change the value is forgotten after the commit: {@code
 * outbox.onCommitted(routes::changed)}, or {@code Database.afterCommit} where no row is written. On
 * other nodes it is at most as old as its life.
 */
@NullMarked
package com.hasivu.cloud.cache;

import org.jspecify.annotations.NullMarked;
