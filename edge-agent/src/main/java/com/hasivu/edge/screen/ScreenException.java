package com.hasivu.edge.screen;

/** The page cannot be served; the message names the cause and the fix. */
public final class ScreenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ScreenException(String message, Throwable cause) {
        super(message, cause);
    }
}
