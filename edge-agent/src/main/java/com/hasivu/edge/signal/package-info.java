/**
 * How the person at the counter learns the decision. Start at {@link
 * com.hasivu.edge.signal.Signal}. Knows nothing of how it was made.
 */
@NullMarked
package com.hasivu.edge.signal;

import org.jspecify.annotations.NullMarked;
