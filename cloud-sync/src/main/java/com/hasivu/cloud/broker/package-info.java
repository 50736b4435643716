/**
 * The MQTT broker and the cloud's own connection to it. Start at {@link
 * com.hasivu.cloud.broker.Broker} and {@link com.hasivu.cloud.broker.CloudLink}. Knows topics and
 * certificates, and not what is said: no message, no table, no epic.
 */
@NullMarked
package com.hasivu.cloud.broker;

import org.jspecify.annotations.NullMarked;
