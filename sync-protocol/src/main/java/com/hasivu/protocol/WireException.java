package com.hasivu.protocol;

/**
 * Bytes from the other side that are not what the contract says. The message names what was wrong;
 * nothing changed.
 */
public final class WireException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * What kind of wrong: an unknown version is set aside and refused loudly, the rest is dropped
     * and counted.
     */
    public enum Kind {
        MALFORMED,
        TOO_LARGE,
        UNKNOWN_VERSION,
        FORGED
    }

    private final Kind kind;

    public WireException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public WireException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
