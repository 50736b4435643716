/**
 * The shipped programs as real processes: started, listened to, killed. Start at {@link
 * com.hasivu.simulator.process.Programs}. Knows nothing of schools or taps.
 */
@NullMarked
package com.hasivu.simulator.process;

import org.jspecify.annotations.NullMarked;
