/**
 * Stations and what they send: the registry, the heartbeat, and the intake of taps, where each
 * record has at most one effect. Start at {@link com.hasivu.cloud.rfid.TapIntake}; the rules are in
 * docs/wire-protocol.md, "Batches and acks"; what is left to a person, docs/review.md. Knows orders
 * through {@link com.hasivu.cloud.orders.Orders} only, and no broker beyond a way to publish.
 */
@NullMarked
package com.hasivu.cloud.rfid;

import org.jspecify.annotations.NullMarked;
