/**
 * The settings file: YAML in, typed records out, every problem at once with file, line and fix.
 * Start at {@link com.hasivu.edge.settings.StationSettings}; how a value is read is in {@link
 * com.hasivu.edge.settings.Settings}. Knows nothing of what the settings switch on.
 */
@NullMarked
package com.hasivu.edge.settings;

import org.jspecify.annotations.NullMarked;
