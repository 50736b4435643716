/** The command line of {@code hasivu-sim}; start at {@link com.hasivu.simulator.cli.SimMain}. */
@NullMarked
package com.hasivu.simulator.cli;

import org.jspecify.annotations.NullMarked;
