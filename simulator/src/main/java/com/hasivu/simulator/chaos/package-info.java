/**
 * Rounds of faults against the built programs: children tap all the time, one fault strikes, proves
 * that it bit and is lifted; then everything must be as if nothing had been, by the raw records.
 * Start at {@link com.hasivu.simulator.chaos.Chaos}. Knows the programs only from outside.
 */
@NullMarked
package com.hasivu.simulator.chaos;

import org.jspecify.annotations.NullMarked;
