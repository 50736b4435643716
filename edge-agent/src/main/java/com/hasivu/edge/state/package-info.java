/**
 * The folder of a station's state: what stands where, who holds it, and why it cannot be used.
 * Start at {@link com.hasivu.edge.state.StateDir}. Knows no part that writes there.
 */
@NullMarked
package com.hasivu.edge.state;

import org.jspecify.annotations.NullMarked;
