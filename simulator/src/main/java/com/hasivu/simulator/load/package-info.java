/**
 * Load: parents who use the API at once, for minutes, every answer checked; afterwards the books
 * are read by SQL of its own. Start at {@link com.hasivu.simulator.load.LoadCommand}, then {@link
 * com.hasivu.simulator.load.LoadRun}. What the figures mean is in docs/load.md.
 */
@NullMarked
package com.hasivu.simulator.load;

import org.jspecify.annotations.NullMarked;
