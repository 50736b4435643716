/** An emulated reader; see docs/readers/r2000.md. */
@NullMarked
package com.hasivu.simulator.reader.r2000;

import org.jspecify.annotations.NullMarked;
