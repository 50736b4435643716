/**
 * The cloud service: schools order meals here and the stations' taps arrive here. Start at {@link
 * com.hasivu.cloud.Cloud}, which puts the parts together. Knows every epic; no epic knows it.
 */
@NullMarked
package com.hasivu.cloud;

import org.jspecify.annotations.NullMarked;
