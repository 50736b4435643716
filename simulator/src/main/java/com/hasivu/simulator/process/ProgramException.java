package com.hasivu.simulator.process;

/**
 * A program that could not be started, did not get ready in time, or ended by itself. The message
 * names its log.
 */
public final class ProgramException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ProgramException(String message) {
        super(message);
    }

    public ProgramException(String message, Throwable cause) {
        super(message, cause);
    }
}
