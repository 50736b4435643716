package com.hasivu.reader.json;

/** Where the stream stands. All times are of the machine's clock, in nanoseconds. */
sealed interface Link {
    /** Not opened yet. */
    record Closed() implements Link {}

    /** Asked for; it must begin by {@code by}, which is never where a broker stands between. */
    record Opening(long by) implements Link {}

    /**
     * LinkUp was told.
     *
     * @param watched silence counts
     * @param quietBy something must come by then, if watched
     */
    record Up(boolean watched, long quietBy) implements Link {}

    /** LinkDown was told; nothing more happens. */
    record Lost() implements Link {}
}
