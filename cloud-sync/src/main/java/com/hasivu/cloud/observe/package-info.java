/**
 * What a person and Prometheus are told of the running service: metrics, health, and the ids of the
 * request at work. Start at {@link com.hasivu.cloud.observe.Metrics}; every metric is named in
 * {@link com.hasivu.cloud.observe.Metric}. Knows nothing of what is measured.
 */
@NullMarked
package com.hasivu.cloud.observe;

import org.jspecify.annotations.NullMarked;
