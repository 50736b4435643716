/**
 * Watching meals being handed over: a kept log per school, and the streams that follow it. Start at
 * {@link com.hasivu.cloud.live.LiveFeed}; docs/adr/0026-live-log.md. Reads orders, children and
 * taps through their public types; nobody depends on it.
 */
@NullMarked
package com.hasivu.cloud.live;

import org.jspecify.annotations.NullMarked;
