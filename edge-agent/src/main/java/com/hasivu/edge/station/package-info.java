/**
 * The station put together: what is opened, in which order, and how it ends. Start at {@link
 * com.hasivu.edge.station.Station}. Knows nothing of command lines.
 */
@NullMarked
package com.hasivu.edge.station;

import org.jspecify.annotations.NullMarked;
