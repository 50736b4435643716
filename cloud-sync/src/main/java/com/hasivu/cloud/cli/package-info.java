/**
 * The command line {@code hasivu-cloud}. Start at {@link com.hasivu.cloud.cli.CloudMain}. Knows
 * only settings, the database, {@link com.hasivu.cloud.Cloud} and the review of {@code rfid};
 * nobody knows it.
 */
@NullMarked
package com.hasivu.cloud.cli;

import org.jspecify.annotations.NullMarked;
