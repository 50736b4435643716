package com.hasivu.edge.control;

/** The control socket does not do as asked. The message names the path and the fix. */
public final class ControlException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What kind of trouble, for the exit code. */
    public enum Kind {
        /** Nobody listens: the station is not running. */
        NOT_RUNNING,
        /** This user may not connect. */
        NOT_PERMITTED,
        /** Anything else. */
        BROKEN
    }

    private final Kind kind;

    ControlException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    ControlException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** What kind of trouble. */
    public Kind kind() {
        return kind;
    }
}
