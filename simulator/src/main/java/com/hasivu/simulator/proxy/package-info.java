/**
 * A TCP proxy that spoils the link between two programs: slow, thin, cut, half open. Start at
 * {@link com.hasivu.simulator.proxy.FaultProxy}; {@link com.hasivu.simulator.proxy.MqttProxy} sees
 * the MQTT packets within TLS and can lose or repeat one of them. Knows nothing of schools or taps.
 */
@NullMarked
package com.hasivu.simulator.proxy;

import org.jspecify.annotations.NullMarked;
