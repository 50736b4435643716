package com.hasivu.cloud.resilience;

import org.jspecify.annotations.Nullable;

/** Another system could not be used: the message names it and what it did. */
public final class DependencyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Kind kind;

    /** Why. */
    public enum Kind {
        /** It failed so often that it is left alone for a while; it was not called. */
        OPEN,
        /** As many calls as it may get are at work; it was not called. */
        FULL,
        /** There was no time left. It may have been called. */
        LATE,
        /** It was called and failed. */
        FAILED
    }

    DependencyException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
