package com.hasivu.cloud.broker;

/** Sends to stations. Thread-safe. */
@FunctionalInterface
public interface Publisher {
    /**
     * Hands a payload to the broker; waits only while too many are in flight. What is lost with the
     * link is asked for again by its station, so nobody waits for a receipt.
     *
     * @return false if there is no link now; nothing is kept
     */
    boolean publish(String topic, byte[] payload, Delivery delivery);

    /** How a payload travels. */
    enum Delivery {
        /** QoS 0: stale when it is late. */
        ONCE_AT_MOST(0, false),
        /** QoS 1. */
        ONCE_AT_LEAST(1, false),
        /** QoS 1, and kept by the broker for who subscribes later. */
        RETAINED(1, true);

        final int qos;
        final boolean retained;

        Delivery(int qos, boolean retained) {
            this.qos = qos;
            this.retained = retained;
        }
    }
}
