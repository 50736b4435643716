/**
 * The configuration file: read, checked, every problem told at once with file, line and fix. Start
 * at {@link com.hasivu.cloud.settings.CloudConfig}. Knows no epic; starts nothing.
 */
@NullMarked
package com.hasivu.cloud.settings;

import org.jspecify.annotations.NullMarked;
