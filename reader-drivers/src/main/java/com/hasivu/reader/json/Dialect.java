package com.hasivu.reader.json;

/** What a maker's events look like. Pure. */
@FunctionalInterface
interface Dialect {
    /** What a document says; unknown events are {@link JsonFrame.Alive}. */
    JsonFrame read(JsonDocument document);
}
