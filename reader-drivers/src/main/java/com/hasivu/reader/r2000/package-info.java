/**
 * Readers with the Impinj R2000 chip whose frames begin with A0, and their relatives, UHF. Start at
 * {@link com.hasivu.reader.r2000.R2000Driver}. Frames, errors and quirks: docs/readers/r2000.md.
 * Tells reads; knows nothing of presence or taps.
 */
@NullMarked
package com.hasivu.reader.r2000;

import org.jspecify.annotations.NullMarked;
