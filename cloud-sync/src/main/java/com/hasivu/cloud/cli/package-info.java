/**
 * The command line {@code hasivu-cloud}. Start at {@link com.hasivu.cloud.cli.CloudMain}. Knows
 * only settings and {@link com.hasivu.cloud.Cloud}; nobody knows it.
 */
@NullMarked
package com.hasivu.cloud.cli;

import org.jspecify.annotations.NullMarked;
