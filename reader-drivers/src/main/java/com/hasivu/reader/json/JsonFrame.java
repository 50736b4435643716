package com.hasivu.reader.json;

import com.hasivu.reader.CardRead;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What one document, or an empty line, says. */
sealed interface JsonFrame {
    /**
     * Reads of tags.
     *
     * @param wrong why other reads of the same document cannot be used
     */
    record Tags(List<Tag> tags, List<String> wrong) implements JsonFrame {
        public Tags {
            tags = List.copyOf(tags);
            wrong = List.copyOf(wrong);
        }
    }

    /**
     * One read.
     *
     * @param toldAt when, by the reader's clock
     */
    record Tag(CardRead read, Optional<Instant> toldAt) {}

    /** The reader tells by schedule that it is there. */
    record Heartbeat() implements JsonFrame {}

    /** An empty line, or an event that tells of no tag. */
    record Alive() implements JsonFrame {}
}
