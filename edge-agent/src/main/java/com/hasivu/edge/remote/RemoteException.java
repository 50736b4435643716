package com.hasivu.edge.remote;

/** The disk does not take what must be kept of commands. The message names the file and the fix. */
public final class RemoteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RemoteException(String message, Throwable cause) {
        super(message, cause);
    }
}
