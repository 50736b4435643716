package com.hasivu.edge.sync;

/**
 * One connection to the broker, subscribed to everything below the station's {@code down/}. Once
 * lost it stays lost: open another one. {@link #publish} is called from one thread.
 */
public interface MqttLink extends AutoCloseable {
    /**
     * Hands a message to the broker without waiting for its answer; waits a short time when too
     * many are unanswered. With quality of service 1 the broker's answer frees nothing: only the
     * cloud's ack does.
     *
     * @throws LinkException if the link is of no use any more
     */
    void publish(String topic, byte[] payload, int qos, boolean retained)
            throws LinkException, InterruptedException;

    /** Says goodbye if that is quick, and drops the connection. Any number of times. */
    @Override
    void close();

    /** Opens links. */
    interface Door {
        /**
         * Connects and subscribes.
         *
         * @param will published, retained, by the broker when the station is lost
         * @throws LinkException if there is no such link now
         */
        MqttLink open(byte[] will, Ear ear) throws LinkException, InterruptedException;
    }

    /** Hears what comes down. Called on the client's threads: must not block. */
    interface Ear {
        /** A message; the array is the ear's. */
        void arrived(String topic, byte[] payload);

        /** The link is lost; told at most once, and not after {@link #close}. */
        void lost(String why);
    }
}
