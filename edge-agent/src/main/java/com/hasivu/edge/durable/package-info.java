/**
 * Small files that a crash or a power cut leaves whole, the old or the new one. Start at {@link
 * com.hasivu.edge.durable.DurableFiles}. Knows nothing of what is in them.
 */
@NullMarked
package com.hasivu.edge.durable;

import org.jspecify.annotations.NullMarked;
