package com.hasivu.cloud.broker;

/** Takes what stations sent: in order within a topic, topics in parallel, on virtual threads. */
@FunctionalInterface
public interface Receiver {
    /** One message. It may block; what it throws is logged and the next one follows. */
    void receive(String topic, byte[] payload);
}
