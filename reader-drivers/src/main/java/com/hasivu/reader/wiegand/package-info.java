/**
 * Wiegand readers on two GPIO pins: 26, 34 and 37 bits. Start at {@link
 * com.hasivu.reader.wiegand.WiegandDriver}; pulses become bits in {@code PulseCollector}, bits
 * become frames in {@code WiegandCodec}; wiring and quirks are in docs/readers/wiegand.md.
 */
@NullMarked
package com.hasivu.reader.wiegand;

import org.jspecify.annotations.NullMarked;
