package com.hasivu.cloud.keys;

/** A key file that cannot be used: the message names the file and the fix. */
public final class KeyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public KeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
