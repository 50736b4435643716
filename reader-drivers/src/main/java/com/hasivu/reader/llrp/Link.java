package com.hasivu.reader.llrp;

import java.util.List;
import java.util.Optional;

/**
 * Where the conversation with the reader stands. All {@code by} are of the machine's clock, in
 * nanoseconds.
 */
sealed interface Link {
    /** Not opened yet. */
    record Closed() implements Link {}

    /** Connected; the reader must say by {@code by} whether it takes us. */
    record Ungreeted(long by) implements Link {}

    /** Asked; the response must come by {@code by}. */
    record Unanswered(Request request, long by, Session session) implements Link {}

    /** It reads for us; something must be heard of it by {@code by}. */
    record Running(long by, Session session) implements Link {}

    /** Nothing more happens. */
    record Lost() implements Link {}

    /**
     * One connection.
     *
     * @param since the reader's time when it took us; empty if it told none
     * @param reader what it can do; {@link #UNKNOWN} until it has told
     */
    record Session(Optional<ReaderTime> since, Capabilities reader) {
        static final Capabilities UNKNOWN = new Capabilities(0, 0, "", false, List.of(), 1);
    }
}
