/**
 * Named points at which a test may stop, slow or fail a shipped program, and a wall clock it may
 * move, to prove that nothing is lost. Start at {@link com.hasivu.protocol.fault.FaultPoint}. Knows
 * nothing of the programs.
 */
@NullMarked
package com.hasivu.protocol.fault;

import org.jspecify.annotations.NullMarked;
