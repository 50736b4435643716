package com.hasivu.edge.snapshot;

/** What became of a snapshot or a delta that came in. */
public sealed interface SnapshotOutcome {
    /** It is on disk and in use. */
    record Activated(Snapshot snapshot) implements SnapshotOutcome {}

    /** Nothing to do: it is the version held, or an older one. */
    record Ignored(String why) implements SnapshotOutcome {}

    /**
     * It is not what it should be; the one held stays in use.
     *
     * @param why what was wrong, with both values
     * @param needFull whether to ask the cloud for a full snapshot
     */
    record Refused(String why, boolean needFull) implements SnapshotOutcome {}
}
