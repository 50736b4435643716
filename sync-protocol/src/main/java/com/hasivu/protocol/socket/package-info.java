/**
 * Sockets for the MQTT client of either side: {@link com.hasivu.protocol.socket.PromptSockets} and,
 * over TLS, {@link com.hasivu.protocol.socket.PromptTlsSockets}. Knows nothing of MQTT.
 */
@NullMarked
package com.hasivu.protocol.socket;

import org.jspecify.annotations.NullMarked;
