/**
 * UHFReader18, UHFReader288 and their relatives (Chafon CF-RU and many others), UHF, over a serial
 * line or the network. Start at {@link com.hasivu.reader.uhfreader18.UhfReader18Driver}. Frames,
 * statuses and quirks: docs/readers/uhfreader18.md. Tells reads; knows nothing of presence or taps.
 */
@NullMarked
package com.hasivu.reader.uhfreader18;

import org.jspecify.annotations.NullMarked;
