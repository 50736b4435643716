/**
 * The wire contract between station and cloud: ids, topics, the record chain, the snapshot digest
 * and the sealed payload. Start at {@link com.hasivu.protocol.Wire}; the messages are in {@code
 * hasivu.proto}; the prose is docs/wire-protocol.md. Knows no broker, no database and no reader.
 */
@NullMarked
package com.hasivu.protocol;

import org.jspecify.annotations.NullMarked;
