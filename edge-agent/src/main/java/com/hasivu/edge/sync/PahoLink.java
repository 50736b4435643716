package com.hasivu.edge.sync;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One Paho client for one connection. The callbacks only pass on: Paho blocks when they block. */
final class PahoLink implements MqttLink, MqttCallback, MqttActionListener {
    private static final Logger LOG = LoggerFactory.getLogger(PahoLink.class);
    private static final Duration PUBLISH = Duration.ofSeconds(5);
    private static final Duration GOODBYE = Duration.ofSeconds(1);
    private static final long QUIESCE_MILLIS = 500; // for what was just published

    private final MqttAsyncClient client;
    private final Ear ear;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Semaphore permits = new Semaphore(1);

    PahoLink(MqttAsyncClient client, Ear ear) {
        this.client = client;
        this.ear = ear;
    }

    /** Once, before the first publication. */
    void limit(int inFlight) {
        permits = new Semaphore(Math.max(1, inFlight));
    }

    @Override
    public void publish(String topic, byte[] payload, int qos, boolean retained)
            throws LinkException, InterruptedException {
        if (over.get()) {
            throw new LinkException("the link is lost");
        }
        if (qos > 0 && !permits.tryAcquire(PUBLISH.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new LinkException("the broker took no message for " + PUBLISH);
        }
        MqttMessage message = new MqttMessage(payload);
        message.setQos(qos);
        message.setRetained(retained);
        boolean handedOver = false;
        try {
            client.publish(topic, message, null, qos > 0 ? this : null);
            handedOver = true;
        } catch (MqttException e) {
            throw new LinkException("publish failed: " + PahoDoor.reason(e), false, e);
        } finally {
            if (!handedOver && qos > 0) {
                permits.release();
            }
        }
    }

    @Override
    public void onSuccess(IMqttToken token) {
        permits.release();
    }

    @Override
    public void onFailure(IMqttToken token, Throwable exception) {
        permits.release();
        lost("the broker refused a message: " + PahoDoor.reason(exception));
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        if (!over.get()) {
            ear.arrived(topic, message.getPayload());
        }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        MqttException e = response.getException();
        String why = e == null ? response.getReasonString() : PahoDoor.reason(e);
        lost(why == null ? "code " + response.getReturnCode() : why);
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        lost(PahoDoor.reason(exception));
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}

    private void lost(String why) {
        if (over.compareAndSet(false, true)) {
            ear.lost(why);
        }
    }

    /** Paho's own closing can hang, so it runs beside us and we wait only a moment. */
    @Override
    public void close() {
        boolean sayGoodbye = over.compareAndSet(false, true);
        CountDownLatch done = new CountDownLatch(1);
        Thread.ofPlatform()
                .daemon()
                .name("mqtt-discard")
                .start(
                        () -> {
                            discard(sayGoodbye);
                            done.countDown();
                        });
        try {
            if (!done.await(2 * GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("an old MQTT client is slow to close; left to itself");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void discard(boolean sayGoodbye) {
        try {
            if (sayGoodbye && client.isConnected()) {
                client.disconnect(QUIESCE_MILLIS).waitForCompletion(GOODBYE.toMillis());
            } else {
                client.disconnectForcibly(0, 100, false);
            }
        } catch (MqttException e) {
            LOG.debug("goodbye to the broker failed: {}", PahoDoor.reason(e));
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            LOG.debug("closing an MQTT client failed: {}", PahoDoor.reason(e));
        }
    }
}
