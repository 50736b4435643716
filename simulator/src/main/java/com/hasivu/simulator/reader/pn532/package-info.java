/** An emulated reader; see docs/readers/pn532.md. */
@NullMarked
package com.hasivu.simulator.reader.pn532;

import org.jspecify.annotations.NullMarked;
