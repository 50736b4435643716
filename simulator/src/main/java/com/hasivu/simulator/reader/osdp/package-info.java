/** An emulated reader; see docs/readers/osdp.md. */
@NullMarked
package com.hasivu.simulator.reader.osdp;

import org.jspecify.annotations.NullMarked;
