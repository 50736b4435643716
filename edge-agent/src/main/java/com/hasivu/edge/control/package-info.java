/**
 * The running station's ear for the command line: HTTP/1.1 with JSON over a Unix socket in the
 * state folder. Start at {@link com.hasivu.edge.control.ControlServer}; {@link
 * com.hasivu.edge.control.ControlClient} is the other end. Knows nothing of what the answers mean.
 */
@NullMarked
package com.hasivu.edge.control;

import org.jspecify.annotations.NullMarked;
