/** An emulated reader; see docs/readers/uhfreader18.md. */
@NullMarked
package com.hasivu.simulator.reader.uhfreader18;

import org.jspecify.annotations.NullMarked;
