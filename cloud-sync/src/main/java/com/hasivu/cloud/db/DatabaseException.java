package com.hasivu.cloud.db;

import org.jspecify.annotations.Nullable;

/** The database cannot be used: the message names it and the fix. */
public final class DatabaseException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DatabaseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
