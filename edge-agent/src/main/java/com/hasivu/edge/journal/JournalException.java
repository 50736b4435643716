package com.hasivu.edge.journal;

/**
 * The disk did not do as asked: nothing was accepted. The message names the file, the error and the
 * fix.
 */
public class JournalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public JournalException(String message) {
        super(message);
    }

    public JournalException(String message, Throwable cause) {
        super(message, cause);
    }
}
