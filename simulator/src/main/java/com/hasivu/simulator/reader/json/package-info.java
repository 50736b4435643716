/**
 * Emulated readers that tell events in JSON: an HTTP server that streams, a publisher with its
 * broker. See docs/readers/impinj.md and docs/readers/zebra.md.
 */
@NullMarked
package com.hasivu.simulator.reader.json;

import org.jspecify.annotations.NullMarked;
