/**
 * The supervisor: keeps a reader open for as long as the station runs. Start at {@link
 * com.hasivu.reader.supervisor.ReaderLoop}. Knows no family, and nothing of what a tap is worth.
 */
@NullMarked
package com.hasivu.reader.supervisor;

import org.jspecify.annotations.NullMarked;
