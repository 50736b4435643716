package com.hasivu.simulator.pty;

/** The system gave no pseudo-terminal, or took one away. */
public final class PtyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PtyException(String message) {
        super(message);
    }

    PtyException(String message, Throwable cause) {
        super(message, cause);
    }
}
