package com.hasivu.edge.identity;

/** The identity on disk cannot be used or saved. The message names the file and the fix. */
public final class IdentityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IdentityException(String message) {
        super(message);
    }

    IdentityException(String message, Throwable cause) {
        super(message, cause);
    }
}
