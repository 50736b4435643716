/**
 * The command line {@code hasivu-edge}. Start at {@link com.hasivu.edge.cli.EdgeMain}; each command
 * is a class of its name. Knows nothing of taps: it asks the running station, or reads its files.
 */
@NullMarked
package com.hasivu.edge.cli;

import org.jspecify.annotations.NullMarked;
