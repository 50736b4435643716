/**
 * Buses: SPI and GPIO pins, of this computer's header through Pi4J or of another process through a
 * socket. Start at {@link com.hasivu.reader.bus.SpiPort} and {@link
 * com.hasivu.reader.bus.GpioEdges}; the socket's messages are docs/readers/bus-socket.md. Knows no
 * chip and no card.
 */
@NullMarked
package com.hasivu.reader.bus;

import org.jspecify.annotations.NullMarked;
