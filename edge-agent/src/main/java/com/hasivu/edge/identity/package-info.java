/**
 * Who this station is: its own key, the certificate the cloud gave for a claim code, and the TLS
 * made of both. Start at {@link com.hasivu.edge.identity.Identity}; {@link
 * com.hasivu.edge.identity.Enrolment} gets one. Knows nothing of MQTT, readers or the journal.
 */
@NullMarked
package com.hasivu.edge.identity;

import org.jspecify.annotations.NullMarked;
