/**
 * What Prometheus is told: metrics as text, and health, on a local port. Start at {@link
 * com.hasivu.edge.metrics.MetricsServer}; the format is {@link com.hasivu.edge.metrics.Exposition}.
 * Knows nothing of what the numbers mean.
 */
@NullMarked
package com.hasivu.edge.metrics;

import org.jspecify.annotations.NullMarked;
