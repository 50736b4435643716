package com.hasivu.simulator.chaos;

/** A fault was asked for and nothing shows that it happened: the round proves nothing. */
final class NoBiteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoBiteException(String message) {
        super(message);
    }
}
