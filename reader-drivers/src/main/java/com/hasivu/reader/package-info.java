/**
 * Readers: bytes from a device become {@link com.hasivu.reader.ReaderEvent}s. Start at {@link
 * com.hasivu.reader.ReaderDriver}; {@link com.hasivu.reader.ReaderDrivers} lists the families; a
 * program runs a reader through {@code supervisor.ReaderLoop}. Wiring and quirks are in
 * docs/readers. Knows nothing of orders, journals or MQTT.
 */
@NullMarked
package com.hasivu.reader;

import org.jspecify.annotations.NullMarked;
