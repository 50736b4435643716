package com.hasivu.reader;

/**
 * A reader could not be opened as configured. The message names the reader, the device and the fix.
 */
public final class ReaderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ReaderException(String message) {
        super(message);
    }

    public ReaderException(String message, Throwable cause) {
        super(message, cause);
    }
}
