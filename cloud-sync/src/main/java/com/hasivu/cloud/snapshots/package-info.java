/**
 * What a station needs to decide on its own: the school's cards, children, windows and today's
 * orders as canonical rows, versioned, signed, sent whole or as differences. Start at {@link
 * com.hasivu.cloud.snapshots.Snapshots}. Reads the other epics through their doors; its format is
 * docs/wire-protocol.md, "Snapshot".
 */
@NullMarked
package com.hasivu.cloud.snapshots;

import org.jspecify.annotations.NullMarked;
