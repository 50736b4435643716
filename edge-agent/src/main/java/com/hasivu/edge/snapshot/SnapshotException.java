package com.hasivu.edge.snapshot;

/** The disk did not take the snapshot; the one held stays in use. Names the file and the error. */
public final class SnapshotException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SnapshotException(String message, Throwable cause) {
        super(message, cause);
    }
}
