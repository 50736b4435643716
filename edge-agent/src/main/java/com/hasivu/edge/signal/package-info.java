/**
 * How the person at the counter learns the decision: console, lamp, buzzer and relay. Start at
 * {@link com.hasivu.edge.signal.Signal}; what a lamp does is data, {@link
 * com.hasivu.edge.signal.Patterns}. Knows nothing of how it was made.
 */
@NullMarked
package com.hasivu.edge.signal;

import org.jspecify.annotations.NullMarked;
