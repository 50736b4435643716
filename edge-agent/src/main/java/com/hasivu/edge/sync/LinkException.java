package com.hasivu.edge.sync;

/** The link to the broker did not come up, or is of no use any more. Drop it and connect anew. */
final class LinkException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean refused;

    LinkException(String message, boolean refused, Throwable cause) {
        super(message, cause);
        this.refused = refused;
    }

    LinkException(String message) {
        super(message);
        this.refused = false;
    }

    /** Whether the broker was reached and will not have this station. */
    boolean refused() {
        return refused;
    }
}
