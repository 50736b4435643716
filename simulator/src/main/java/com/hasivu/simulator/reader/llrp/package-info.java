/** An emulated LLRP reader; see docs/readers/llrp.md. */
@NullMarked
package com.hasivu.simulator.reader.llrp;

import org.jspecify.annotations.NullMarked;
