package com.hasivu.edge.sync;

/** The link to the broker did not come up, or is of no use any more. Drop it and connect anew. */
public final class LinkException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    /** With {@code refused}: the broker was reached and will not have this station. */
    public LinkException(String message, boolean refused, Throwable cause) {
        super(message, cause);
        this.refused = refused;
    }

    /** Of a link that failed by itself. */
    public LinkException(String message) {
        super(message);
        this.refused = false;
    }

    /** Whether the broker was reached and will not have this station. */
    boolean refused() {
        return refused;
    }
}
