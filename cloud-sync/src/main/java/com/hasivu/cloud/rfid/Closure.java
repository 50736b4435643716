package com.hasivu.cloud.rfid;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/**
 * That a person looked and is done with a finding: a note, no more. Orders, money and records stay
 * as they are.
 *
 * @param by the user's id
 */
public record Closure(Instant at, long by, String note) {
    static @Nullable Closure of(@Nullable Instant at, @Nullable Long by, @Nullable String note) {
        return at == null || by == null || note == null ? null : new Closure(at, by, note);
    }

    /** What became of the wish to close something. */
    public enum Outcome {
        DONE,
        /** There is no such thing in the school. */
        NOT_FOUND,
        /** Somebody was first; his note stays. */
        CLOSED_ALREADY,
        /** The journal is in use and nothing about it is in doubt. */
        NOTHING_TO_CLOSE
    }
}
