package com.hasivu.cloud.broker;

/** A broker that cannot be started or reached: the message names it and the fix. */
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokerException(String message, Throwable cause) {
        super(message, cause);
    }
}
