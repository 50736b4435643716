package com.hasivu.simulator.demo;

/** The cloud did not do what was asked; the message holds its answer. */
public final class CloudException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int status;

    CloudException(int status, String message) {
        super(message);
        this.status = status;
    }

    CloudException(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** The HTTP status; 0 when there was no answer. */
    public int status() {
        return status;
    }
}
