/**
 * Readers that tell events in JSON: Impinj R700 and R720 over an HTTP stream, Zebra fixed readers
 * over MQTT. Start at {@link com.hasivu.reader.json.ImpinjDriver} and {@link
 * com.hasivu.reader.json.ZebraDriver}: they share transports, codec and machine, and differ in what
 * an event looks like. Events and quirks are in docs/readers/impinj.md and docs/readers/zebra.md.
 */
@NullMarked
package com.hasivu.reader.json;

import org.jspecify.annotations.NullMarked;
