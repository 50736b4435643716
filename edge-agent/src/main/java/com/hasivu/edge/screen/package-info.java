/**
 * The counter's screen: one page over HTTP, told of every tap by server-sent events, and the few
 * things a supervisor does by hand there. Start at {@link com.hasivu.edge.screen.ScreenServer};
 * docs/screen.md. Decides nothing, and no tap waits for it; knows nothing of readers' bytes or
 * MQTT. What a family owes is not known here.
 */
@NullMarked
package com.hasivu.edge.screen;

import org.jspecify.annotations.NullMarked;
