/**
 * Transactions on PostgreSQL or H2, the migrations, and the promise that a commit that was answered
 * survives a power cut. Start at {@link com.hasivu.cloud.db.Database}. Knows no table but its own.
 */
@NullMarked
package com.hasivu.cloud.db;

import org.jspecify.annotations.NullMarked;
