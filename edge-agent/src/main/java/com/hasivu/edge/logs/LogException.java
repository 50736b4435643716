package com.hasivu.edge.logs;

/** The log cannot be written or read as set. The message names the file and the fix. */
public final class LogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean notPermitted;

    LogException(String message) {
        this(message, false);
    }

    LogException(String message, boolean notPermitted) {
        super(message);
        this.notPermitted = notPermitted;
    }

    /** Whether this user may not, where another may. */
    public boolean notPermitted() {
        return notPermitted;
    }
}
