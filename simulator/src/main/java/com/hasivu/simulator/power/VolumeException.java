package com.hasivu.simulator.power;

/** The machine does not let us make, mount or cut a file system; the message says which and why. */
public final class VolumeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    VolumeException(String message) {
        super(message);
    }

    VolumeException(String message, Throwable cause) {
        super(message, cause);
    }
}
