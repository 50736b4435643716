/** An emulated reader; see docs/readers/yrm100.md. */
@NullMarked
package com.hasivu.simulator.reader.yrm100;

import org.jspecify.annotations.NullMarked;
