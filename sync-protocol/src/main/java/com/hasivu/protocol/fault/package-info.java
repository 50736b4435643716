/**
 * Named points at which a test may stop a shipped program, to prove that nothing is lost there.
 * Start at {@link com.hasivu.protocol.fault.FaultPoint}. Knows nothing of what is stopped.
 */
@NullMarked
package com.hasivu.protocol.fault;

import org.jspecify.annotations.NullMarked;
