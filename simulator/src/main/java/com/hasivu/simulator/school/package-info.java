/**
 * A made-up school and its lunch queue, the same for the same seed: children, cards, orders, who
 * taps when and what must come of it. Start at {@link com.hasivu.simulator.school.School}. Knows no
 * program, network or clock.
 */
@NullMarked
package com.hasivu.simulator.school;

import org.jspecify.annotations.NullMarked;
