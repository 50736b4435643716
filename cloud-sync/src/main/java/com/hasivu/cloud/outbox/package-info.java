/**
 * Changes that others must hear of: written with the change, told after its commit, found again
 * after a restart. Start at {@link com.hasivu.cloud.outbox.Outbox}. Knows no epic and no consumer.
 */
@NullMarked
package com.hasivu.cloud.outbox;

import org.jspecify.annotations.NullMarked;
