package com.hasivu.reader.json;

import com.hasivu.protocol.socket.PromptSockets;
import com.hasivu.protocol.socket.PromptTlsSockets;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.line.TcpSettings;
import com.hasivu.reader.line.Transport;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A reader's messages from a broker, each as one line. The session is clean and retained messages
 * are refused, so nothing comes from before the subscription. Each connection has its own client
 * without automatic reconnect: one that failed is thrown away.
 *
 * <p>Threading: Paho's thread fills {@link Lines} and never waits; when {@link #LIMIT} messages or
 * {@link #SIZE_LIMIT} bytes wait, the connection is given up. {@link #read} belongs to the reader's
 * thread.
 */
final class MqttMessages implements Transport, MqttCallback {
    private static final Logger LOG = LoggerFactory.getLogger(MqttMessages.class);
    static final int LIMIT = 4096;

    /** As long as a line may be; a longer one is counted by the codec as cut short. */
    static final int LONGEST = 64 * 1024;

    /** Bytes that may wait. */
    static final long SIZE_LIMIT = 4 * 1024 * 1024;

    /** With topic and properties; longer ones the broker drops (MQTT 5, section 3.1.2.11.4). */
    private static final long LONGEST_PACKET = 2 * LONGEST;

    private static final byte[] CUT_SHORT = {'{', '\n'};
    private static final int GRANTED_BELOW = 0x80;
    private static final int NEVER_RETAINED = 2;

    /** A dead broker is noticed within one and a half times this. */
    private static final int KEEP_ALIVE_SECONDS = 10;

    private static final Duration SUBSCRIBE = Duration.ofSeconds(3);
    private static final Duration GOODBYE = Duration.ofMillis(300);

    private final ReaderConfig config;
    private final BrokerAddress broker;
    private final Lines lines = new Lines();
    private final MqttAsyncClient client;

    /** Not connected yet. */
    MqttMessages(ReaderConfig config, BrokerAddress broker) {
        this.config = config;
        this.broker = broker;
        try {
            this.client =
                    new MqttAsyncClient(broker.uri(), clientId(config), new MemoryPersistence());
        } catch (MqttException | IllegalArgumentException e) {
            throw unreachable(e);
        }
        client.setCallback(this);
    }

    /**
     * Connects and subscribes.
     *
     * @throws ReaderException if no broker answers, or it refuses
     */
    static MqttMessages open(ReaderConfig config, BrokerAddress broker, Duration connect) {
        var messages = new MqttMessages(config, broker);
        boolean open = false;
        try {
            messages.connect(connect);
            messages.subscribe();
            open = true;
            return messages;
        } finally {
            if (!open) {
                messages.close();
            }
        }
    }

    private void connect(Duration patience) {
        try {
            client.connect(options(patience)).waitForCompletion(patience.toMillis());
        } catch (MqttException e) {
            throw unreachable(e);
        }
    }

    private void subscribe() {
        var subscription = new MqttSubscription(broker.topics(), 1);
        subscription.setRetainHandling(NEVER_RETAINED);
        int code;
        try {
            IMqttToken token = client.subscribe(subscription);
            token.waitForCompletion(SUBSCRIBE.toMillis());
            int[] codes = token.getReasonCodes();
            code = codes == null || codes.length == 0 ? GRANTED_BELOW : codes[0];
        } catch (MqttException | IllegalArgumentException e) {
            throw unreachable(e);
        }
        if (code >= GRANTED_BELOW) {
            throw new ReaderException(
                    "reader %s: the broker %s refuses the topic %s (code %d); allow it for this user"
                            .formatted(config.name(), broker.uri(), broker.topics(), code));
        }
    }

    private MqttConnectionOptions options(Duration patience) {
        var options = new MqttConnectionOptions();
        options.setAutomaticReconnect(false);
        options.setCleanStart(true);
        options.setSessionExpiryInterval(0L);
        options.setConnectionTimeout(Math.toIntExact(Math.max(1, patience.toSeconds())));
        options.setMaximumPacketSize(LONGEST_PACKET);
        options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        options.setSocketFactory(new PromptSockets());
        Login.from(config)
                .ifPresent(
                        login -> {
                            options.setUserName(login.user());
                            options.setPassword(login.password().getBytes(StandardCharsets.UTF_8));
                        });
        if (broker.tls()) {
            Optional.ofNullable(config.settings().get(TcpSettings.TLS_CA))
                    .ifPresent(
                            ca -> {
                                var trust = Trust.of(config, Path.of(ca));
                                options.setSocketFactory(
                                        new PromptTlsSockets(trust.getSocketFactory()));
                            });
            options.setHttpsHostnameVerificationEnabled(true);
        }
        return options;
    }

    /** Stations may share a broker: each connection has a name of its own. */
    private static String clientId(ReaderConfig config) {
        return "hasivu-%s-%s"
                .formatted(
                        config.name(),
                        HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt()));
    }

    private ReaderException unreachable(Exception why) {
        return new ReaderException(
                "reader %s: no broker to hear at %s (%s); plug it in, check its network cable, address, user and tls-ca"
                        .formatted(config.name(), config.device(), reason(why)),
                why);
    }

    /** The innermost cause names the fact: "Connection refused". */
    private static String reason(Throwable e) {
        Throwable cause = e;
        for (int depth = 0; cause.getCause() != null && depth < 10; depth++) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    /** A message is one line: line ends within it are spaces to JSON. */
    @Override
    public void messageArrived(String topic, MqttMessage message) {
        if (message.isRetained()) {
            return;
        }
        byte[] payload = message.getPayload();
        if (payload.length > LONGEST) {
            take(CUT_SHORT.clone());
            return;
        }
        var line = new byte[payload.length + 1];
        for (int i = 0; i < payload.length; i++) {
            line[i] = payload[i] == '\n' || payload[i] == '\r' ? (byte) ' ' : payload[i];
        }
        line[payload.length] = '\n';
        take(line);
    }

    private void take(byte[] line) {
        if (lines.count() >= LIMIT || lines.size() + line.length > SIZE_LIMIT) {
            lines.lose("%s sends faster than the station reads".formatted(config.device()));
        } else {
            lines.add(line);
        }
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        MqttException e = response.getException();
        String why = e == null ? "code " + response.getReturnCode() : reason(e);
        lines.lose("%s: the broker is lost (%s)".formatted(config.device(), why));
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        lines.lose("%s: %s".formatted(config.device(), reason(exception)));
    }

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}

    /** A clean session of MQTT 5 has no past. */
    @Override
    public int staleBytes() {
        return 0;
    }

    @Override
    public Got read(Duration patience) throws InterruptedException {
        return lines.take(patience);
    }

    /** Nothing is ever written to a subscription. */
    @Override
    public boolean write(byte[] bytes) {
        return lines.isClosed();
    }

    /** Paho's own closing can hang, so it runs beside us and we wait only a moment. */
    @Override
    public void close() {
        if (lines.isClosed()) {
            return;
        }
        lines.close();
        var done = new CountDownLatch(1);
        Thread.ofPlatform()
                .daemon()
                .name("mqtt-discard " + config.name())
                .start(
                        () -> {
                            discard();
                            done.countDown();
                        });
        try {
            if (!done.await(2 * GOODBYE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("{}: an old MQTT client is slow to close; left to itself", config.name());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void discard() {
        try {
            if (client.isConnected()) {
                client.disconnect(0).waitForCompletion(GOODBYE.toMillis());
            } else {
                client.disconnectForcibly(0, 100, false);
            }
        } catch (MqttException e) {
            LOG.debug("{}: goodbye to the broker failed: {}", config.name(), reason(e));
        }
        try {
            client.close(true);
        } catch (MqttException e) {
            LOG.debug("{}: closing an MQTT client failed: {}", config.name(), reason(e));
        }
    }
}
