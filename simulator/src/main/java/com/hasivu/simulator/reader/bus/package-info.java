/**
 * Buses made of software: the serving end of a bus socket, docs/readers/bus-socket.md. Start at
 * {@link com.hasivu.simulator.reader.bus.SpiBus} and {@link
 * com.hasivu.simulator.reader.bus.GpioBus}.
 */
@NullMarked
package com.hasivu.simulator.reader.bus;

import org.jspecify.annotations.NullMarked;
