package com.hasivu.edge.logs;

/** The log cannot be written as set. The message names the file and the fix. */
public final class LogException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LogException(String message) {
        super(message);
    }
}
