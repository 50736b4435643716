package com.hasivu.cloud.broker;

import com.hasivu.cloud.observe.Trace;
import com.hasivu.cloud.resilience.Deadline;
import com.hasivu.protocol.Wire;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** One Paho client from connect to loss; never reused. */
final class Connection implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int KEEP_ALIVE_SECONDS = 10;
    private static final int PACKET_OVERHEAD = 4 * 1024;

    /** Below what the broker lets us have in flight, or Paho answers 32202. */
    private static final int IN_FLIGHT = 256;

    private static final int DEFAULT_RECEIVE_MAXIMUM = 65_535;

    private final MqttAsyncClient client;
    private final CountDownLatch lost = new CountDownLatch(1);
    private volatile Semaphore window = new Semaphore(0);
    private volatile String whyLost = "closed";

    private Connection(MqttAsyncClient client) {
        this.client = client;
    }

    /** Connected, and subscribed with QoS 1. */
    static Connection open(
            Broker.Login login,
            List<String> filters,
            BiConsumer<String, byte[]> received,
            Deadline left)
            throws MqttException {
        var client =
                new MqttAsyncClient(
                        login.uri(),
                        "hasivu-cloud-"
                                + HexFormat.of()
                                        .toHexDigits(ThreadLocalRandom.current().nextLong()),
                        new MemoryPersistence());
        var connection = new Connection(client);
        client.setCallback(connection.new Callback(received));
        MqttConnectionOptions options = login.options();
        options.setCleanStart(true);
        options.setAutomaticReconnect(false);
        options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        options.setConnectionTimeout((int) Math.max(1, left.left().toSeconds()));
        options.setMaximumPacketSize((long) Wire.MAX_SEALED + PACKET_OVERHEAD);
        options.setReceiveMaximum(BrokerFolder.RECEIVE_MAXIMUM);
        options.setTopicAliasMaximum(0);
        try {
            IMqttToken token = client.connect(options);
            token.waitForCompletion(left.millis());
            Integer allowed = token.getResponseProperties().getReceiveMaximum();
            int most = allowed == null ? DEFAULT_RECEIVE_MAXIMUM : allowed;
            connection.window = new Semaphore(Math.max(1, Math.min(IN_FLIGHT, most - 1)));
            for (String filter : filters) {
                client.subscribe(new MqttSubscription(filter, 1)).waitForCompletion(left.millis());
            }
            return connection;
        } catch (MqttException e) {
            connection.close();
            throw e;
        }
    }

    boolean alive() {
        return lost.getCount() > 0;
    }

    void awaitLost() throws InterruptedException {
        lost.await();
    }

    String whyLost() {
        return whyLost;
    }

    /**
     * Hands to the broker.
     *
     * @throws IOException when the link is lost or stuck, and then it is given up
     */
    void publish(String topic, byte[] payload, Publisher.Delivery delivery, Deadline left)
            throws IOException, InterruptedException {
        if (!alive()) {
            throw new IOException(whyLost);
        }
        if (!window.tryAcquire(left.millis(), TimeUnit.MILLISECONDS)) {
            lose("no receipt for %d messages in time".formatted(IN_FLIGHT));
            throw new IOException(whyLost);
        }
        try {
            var unused =
                    client.publish(
                            topic,
                            new MqttMessage(payload, delivery.qos, delivery.retained, properties()),
                            null,
                            new Release(window));
        } catch (MqttException e) {
            window.release();
            lose(e.toString());
            throw new IOException(whyLost, e);
        }
    }

    /** A user property, as W3C's "Trace Context: MQTT protocol" has it. */
    private static MqttProperties properties() {
        var properties = new MqttProperties();
        Trace.current()
                .ifPresent(
                        trace ->
                                properties.setUserProperties(
                                        List.of(
                                                new UserProperty(
                                                        "traceparent", trace.traceparent()))));
        return properties;
    }

    private void lose(String why) {
        if (alive()) {
            whyLost = why;
            lost.countDown();
        }
    }

    @Override
    public void close() {
        lost.countDown();
        try {
            client.disconnectForcibly(0, 200, false);
        } catch (MqttException | RuntimeException e) {
            LOG.debug("disconnect: {}", e.toString());
        }
        try {
            client.close(true);
        } catch (MqttException | RuntimeException e) {
            LOG.debug("close: {}", e.toString());
        }
    }

    private record Release(Semaphore window) implements MqttActionListener {
        @Override
        public void onSuccess(IMqttToken token) {
            window.release();
        }

        @Override
        public void onFailure(IMqttToken token, Throwable cause) {
            window.release();
        }
    }

    private final class Callback implements MqttCallback {
        private final BiConsumer<String, byte[]> received;

        Callback(BiConsumer<String, byte[]> received) {
            this.received = received;
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            received.accept(topic, message.getPayload());
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            lose(String.valueOf(response));
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            LOG.debug("mqtt: {}", exception.toString());
        }

        @Override
        public void deliveryComplete(IMqttToken token) {}

        @Override
        public void connectComplete(boolean reconnect, String serverUri) {}

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {}
    }
}
