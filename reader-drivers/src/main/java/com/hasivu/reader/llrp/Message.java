package com.hasivu.reader.llrp;

import java.util.List;
import java.util.Optional;

/** A message from the reader, as far as we need it. */
sealed interface Message {
    /** RO_ACCESS_REPORT. {@code refused} says for each tag that was not taken why. */
    record Report(List<TagReport> tags, List<String> refused) implements Message {}

    /** READER_EVENT_NOTIFICATION. */
    record Event(Optional<ReaderTime> at, List<Notice> notices) implements Message {}

    /**
     * The response to the request with this id. {@code capabilities} of the one that tells them.
     */
    record Response(MessageType type, int id, Status status, Optional<Capabilities> capabilities)
            implements Message {}

    record Keepalive(int id) implements Message {}

    /** ERROR_MESSAGE: the reader could not make out what we sent. */
    record Failure(Status status) implements Message {}

    /** CUSTOM_MESSAGE: a maker's own, skipped. */
    record Custom() implements Message {}

    /** What an event tells. Source: LLRP 1.0.1, section 13.2.6. */
    sealed interface Notice {
        /** To the first words of a connection; {@link Attempt#ANOTHER} also later. */
        record ConnectionAttempt(Attempt attempt) implements Notice {}

        record ConnectionClose() implements Notice {}

        /** It is not inventoried any more: ended, or another ROSpec took its place. */
        record RoSpecEnd(long id) implements Notice {}

        record AntennaLost() implements Notice {}

        record ReaderException() implements Notice {}

        /** Reports were lost. */
        record BufferOverflow() implements Notice {}

        /** Nothing we act upon. */
        record Other() implements Notice {}
    }

    /** LLRP 1.0.1, section 13.2.6.11. */
    enum Attempt {
        SUCCESS,
        READER_HAS_ITS_OWN,
        CLIENT_HAS_IT,
        FAILED,
        /** Somebody else tried, and was turned away. */
        ANOTHER
    }
}
