package com.hasivu.edge.signal;

/** A signal cannot be given. The message names the device and the fix. */
public final class SignalException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SignalException(String message) {
        super(message);
    }

    SignalException(String message, Throwable cause) {
        super(message, cause);
    }
}
