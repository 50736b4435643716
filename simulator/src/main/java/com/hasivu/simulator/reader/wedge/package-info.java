/** An emulated reader; see docs/readers/wedge.md. */
@NullMarked
package com.hasivu.simulator.reader.wedge;

import org.jspecify.annotations.NullMarked;
