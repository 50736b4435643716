/**
 * The journal: every decided tap, on disk before the lamp lights. Start at {@link
 * com.hasivu.edge.journal.Journal}. The file format is docs/journal-format.md. Knows nothing of
 * readers, rules, payloads or MQTT.
 */
@NullMarked
package com.hasivu.edge.journal;

import org.jspecify.annotations.NullMarked;
