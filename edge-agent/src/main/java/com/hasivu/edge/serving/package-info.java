/**
 * The life of one tap at the counter: decide, record, signal. Start at {@link
 * com.hasivu.edge.serving.TapService}. Knows nothing of readers' bytes or MQTT.
 */
@NullMarked
package com.hasivu.edge.serving;

import org.jspecify.annotations.NullMarked;
