package com.hasivu.edge.snapshot;

/** What is kept of one snapshot version. */
public sealed interface Kept {
    /** It is there; digest and signature are right. */
    record Found(Snapshot snapshot) implements Kept {}

    /**
     * It cannot be had.
     *
     * @param why what was looked for and what is wrong
     */
    record Missing(String why) implements Kept {}
}
