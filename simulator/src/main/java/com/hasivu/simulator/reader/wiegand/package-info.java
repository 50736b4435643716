/** An emulated reader; see docs/readers/wiegand.md. */
@NullMarked
package com.hasivu.simulator.reader.wiegand;

import org.jspecify.annotations.NullMarked;
