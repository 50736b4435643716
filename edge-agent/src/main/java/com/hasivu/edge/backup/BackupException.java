package com.hasivu.edge.backup;

/** A backup cannot be made, or not be restored. The message names the thing and the fix. */
public final class BackupException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BackupException(String message) {
        super(message);
    }

    BackupException(String message, Throwable cause) {
        super(message, cause);
    }
}
