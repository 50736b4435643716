package com.hasivu.edge.service;

/** The service manager's socket refuses; the message names it and the error. */
final class ServiceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ServiceException(String message) {
        super(message);
    }
}
