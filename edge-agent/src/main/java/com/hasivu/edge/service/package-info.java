/**
 * What the station tells the service manager that started it: ready, alive, ending. Start at {@link
 * com.hasivu.edge.service.ServiceManager}; {@link com.hasivu.edge.service.Watchdog} says when it is
 * alive. Knows nothing of readers, orders or files: what a tap passes through comes in as a {@link
 * com.hasivu.edge.service.SyntheticTap}.
 */
@NullMarked
package com.hasivu.edge.service;

import org.jspecify.annotations.NullMarked;
