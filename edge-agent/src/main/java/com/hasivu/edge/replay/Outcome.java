package com.hasivu.edge.replay;

/** What came of deciding one record again. */
public sealed interface Outcome {
    /** The same decision. */
    record Same() implements Outcome {}

    /**
     * Another one: the record, a snapshot or the program is not what it was.
     *
     * @param why what differs, with both values
     */
    record Different(String why) implements Outcome {}

    /** The snapshot it used is not kept. */
    record SnapshotMissing(long version, String why) implements Outcome {}

    /** It rests on records that were trimmed, which may explain what it says. */
    record Forgotten(String why) implements Outcome {}

    /** This program cannot read it: of another type, or of a newer program. */
    record Unreadable(String why) implements Outcome {}
}
