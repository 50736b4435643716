/**
 * The client's side of HTTP for whoever measures: one connection that is kept, one request at a
 * time, as little work as can be. Start at {@link com.hasivu.simulator.web.HttpLine}; {@link
 * com.hasivu.simulator.web.HttpPerson} waits for answers. Knows nothing of what is asked.
 */
@NullMarked
package com.hasivu.simulator.web;

import org.jspecify.annotations.NullMarked;
