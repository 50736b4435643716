/**
 * Fuzzing: damaged frames by the million through each driver's own decoder. Start at {@link
 * com.hasivu.simulator.fuzz.Fuzz}. Knows no family; the emulated ones make the good frames.
 */
@NullMarked
package com.hasivu.simulator.fuzz;

import org.jspecify.annotations.NullMarked;
