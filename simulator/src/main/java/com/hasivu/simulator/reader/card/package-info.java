/**
 * Emulated cards for readers at 13.56 MHz: what they answer to commands, written from the chips'
 * data sheets with Bouncy Castle. Start at {@link com.hasivu.simulator.reader.card.EmulatedCard}.
 * Knows no reader, and nothing of the driver's side.
 */
@NullMarked
package com.hasivu.simulator.reader.card;

import org.jspecify.annotations.NullMarked;
