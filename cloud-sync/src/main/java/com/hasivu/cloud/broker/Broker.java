package com.hasivu.cloud.broker;

import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;

/** The MQTT broker that stations and the cloud meet at. Thread-safe. */
public sealed interface Broker extends AutoCloseable permits EmbeddedBroker, ExternalBroker {
    /** Where stations connect. */
    Endpoint stations();

    /** How the cloud's own client connects. */
    Login cloudLogin();

    @Override
    void close();

    /** A host and a TCP port. */
    record Endpoint(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    /**
     * How the cloud's own client connects.
     *
     * @param uri {@code tcp://} or {@code ssl://}
     * @param options credentials and sockets, fresh for each use
     */
    record Login(String uri, MqttConnectionOptions options) {}
}
