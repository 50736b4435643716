/**
 * How this program logs: text or JSON, on stderr or into files that never take more than their
 * share, with repeats folded; and how its files are read back while they are written ({@link
 * com.hasivu.edge.logs.LogTail}). Start at {@link com.hasivu.edge.logs.Logs}. Knows nothing of what
 * is logged.
 */
@NullMarked
package com.hasivu.edge.logs;

import org.jspecify.annotations.NullMarked;
