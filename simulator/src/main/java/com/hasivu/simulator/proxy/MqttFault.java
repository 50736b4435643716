package com.hasivu.simulator.proxy;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What becomes of one publication: the {@code nth} with a topic that ends so, counted from when the
 * fault was set.
 */
public record MqttFault(Action action, String topicEnd, int nth, AtomicInteger seen) {
    /** What is done. */
    public enum Action {
        /** Acknowledged to its sender and gone, as by a broker that dies after its PUBACK. */
        DROP,
        /** Handed on twice, as by a sender that saw no PUBACK. */
        REPEAT
    }

    public MqttFault(Action action, String topicEnd, int nth) {
        this(action, topicEnd, nth, new AtomicInteger());
    }

    boolean hits(String topic) {
        return topic.endsWith(topicEnd) && seen.incrementAndGet() == nth;
    }
}
