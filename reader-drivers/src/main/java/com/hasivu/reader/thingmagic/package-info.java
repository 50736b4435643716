/**
 * ThingMagic modules (M5e, M6e, Nano) on their serial port, UHF. Start at {@link
 * com.hasivu.reader.thingmagic.ThingMagicDriver}. Frames, set-up and quirks:
 * docs/readers/thingmagic.md. Tells reads; knows nothing of presence or taps.
 */
@NullMarked
package com.hasivu.reader.thingmagic;

import org.jspecify.annotations.NullMarked;
