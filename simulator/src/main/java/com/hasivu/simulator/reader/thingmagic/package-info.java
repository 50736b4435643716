/** An emulated reader; see docs/readers/thingmagic.md. */
@NullMarked
package com.hasivu.simulator.reader.thingmagic;

import org.jspecify.annotations.NullMarked;
