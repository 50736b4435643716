/**
 * YRM100, R200, JRD-4035 and other modules on the M100 chip: EPC Gen2 tags from up to metres away,
 * over a serial line. Start at {@link com.hasivu.reader.yrm100.Yrm100Driver}; wiring, frames and
 * quirks are in docs/readers/yrm100.md.
 */
@NullMarked
package com.hasivu.reader.yrm100;

import org.jspecify.annotations.NullMarked;
