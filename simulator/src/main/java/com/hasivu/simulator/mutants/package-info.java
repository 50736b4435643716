/**
 * Is the proof any good? Breaks the product's source on purpose, one promise at a time, compiles
 * it, and lets the simulation look: each broken product must be found. Start at {@link
 * com.hasivu.simulator.mutants.MutantsCommand}.
 */
@NullMarked
package com.hasivu.simulator.mutants;

import org.jspecify.annotations.NullMarked;
