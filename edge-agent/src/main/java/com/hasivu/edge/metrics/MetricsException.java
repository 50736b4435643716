package com.hasivu.edge.metrics;

/** The metrics' port cannot be had. The message names it and the fix. */
public final class MetricsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MetricsException(String message, Throwable cause) {
        super(message, cause);
    }
}
