package com.hasivu.edge.journal;

/** What became of an acknowledgement; see {@link Journal#acked}. */
public sealed interface CursorMove {
    /** The cursor is at its new place, on disk. */
    record Moved(Cursor cursor) implements CursorMove {}

    /** The cursor was there already. */
    record Unchanged(Cursor cursor) implements CursorMove {}

    /**
     * The acknowledgement does not fit this journal: nothing changed.
     *
     * @param why names both values
     */
    record Refused(String why) implements CursorMove {}
}
