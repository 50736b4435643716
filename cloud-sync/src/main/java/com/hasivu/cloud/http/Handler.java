package com.hasivu.cloud.http;

/** Answers one operation. Runs on a virtual thread of its own, so it may block. */
@FunctionalInterface
public interface Handler {
    /**
     * Answers a request that has passed the gate and the contract.
     *
     * @throws Problem to answer with a problem document
     */
    Reply handle(Request request);
}
