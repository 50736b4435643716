/** An emulated reader; see docs/readers/rdm6300.md. */
@NullMarked
package com.hasivu.simulator.reader.rdm6300;

import org.jspecify.annotations.NullMarked;
