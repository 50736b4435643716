package com.hasivu.edge.sync;

import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;
import com.hasivu.protocol.socket.PromptTlsSockets;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.MqttReturnCode;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import javax.net.ssl.SSLContext;

/**
 * Links over Eclipse Paho. Each link has its own client with memory persistence and no automatic
 * reconnect: nothing of an old connection lives on, and a client that once timed out is thrown
 * away. The session is clean, as sync asks for all it needs.
 */
final class PahoDoor implements MqttLink.Door {
    /**
     * Unanswered publications at most; below every broker's receive maximum we know (HiveMQ: 10).
     */
    private static final int IN_FLIGHT = 8;

    private static final Duration CONNECT = Duration.ofSeconds(8);
    private static final Duration SUBSCRIBE = Duration.ofSeconds(5);
    private static final int KEEP_ALIVE_SECONDS = 15;
    private static final Set<Integer> REFUSALS =
            Set.of(
                    MqttReturnCode.RETURN_CODE_NOT_AUTHORIZED,
                    MqttReturnCode.RETURN_CODE_BAD_USERNAME_OR_PASSWORD,
                    MqttReturnCode.RETURN_CODE_IDENTIFIER_NOT_VALID,
                    MqttReturnCode.RETURN_CODE_BANNED);

    private final String uri;
    private final Topics topics;
    private final Optional<SSLContext> tls;

    /**
     * A door to one broker.
     *
     * @param tls mutual TLS with a check of the host name; empty for plain TCP, in tests only
     */
    PahoDoor(String host, int port, Topics topics, Optional<SSLContext> tls) {
        String bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        this.uri = (tls.isPresent() ? "ssl://" : "tcp://") + bracketed + ":" + port;
        this.topics = topics;
        this.tls = tls;
    }

    @Override
    public MqttLink open(byte[] will, MqttLink.Ear ear) throws LinkException, InterruptedException {
        MqttAsyncClient client;
        try {
            client =
                    new MqttAsyncClient(
                            uri, topics.school() + "/" + topics.station(), new MemoryPersistence());
        } catch (MqttException | IllegalArgumentException e) {
            throw new LinkException("no client for " + uri + ": " + reason(e), false, e);
        }
        PahoLink link = new PahoLink(client, ear);
        boolean up = false;
        try {
            client.setCallback(link);
            IMqttToken connected = client.connect(options(will));
            connected.waitForCompletion(CONNECT.toMillis());
            link.limit(Math.min(IN_FLIGHT, receiveMaximum(connected)));
            client.subscribe(topics.allDown(), 1).waitForCompletion(SUBSCRIBE.toMillis());
            up = true;
            return link;
        } catch (MqttException e) {
            throw new LinkException(
                    "no link to " + uri + ": " + refusal(e),
                    REFUSALS.contains(e.getReasonCode()),
                    e);
        } finally {
            if (!up) {
                link.close();
            }
        }
    }

    private MqttConnectionOptions options(byte[] will) {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setAutomaticReconnect(false);
        options.setCleanStart(true);
        options.setSessionExpiryInterval(0L);
        options.setConnectionTimeout((int) Duration.ofSeconds(5).toSeconds());
        options.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
        options.setMaximumPacketSize(2L * Wire.MAX_SEALED); // a larger one is never sent to us
        options.setTopicAliasMaximum(0);
        MqttMessage last = new MqttMessage(will);
        last.setQos(1);
        last.setRetained(true);
        options.setWill(topics.status(), last);
        tls.ifPresent(
                context -> {
                    options.setSocketFactory(new PromptTlsSockets(context.getSocketFactory()));
                    options.setHttpsHostnameVerificationEnabled(true);
                });
        return options;
    }

    private static int receiveMaximum(IMqttToken connected) {
        MqttProperties properties = connected.getResponseProperties();
        Integer maximum = properties == null ? null : properties.getReceiveMaximum();
        return maximum == null ? IN_FLIGHT : maximum;
    }

    /** The broker's code says which refusal it is; its text does not come through this client. */
    private static String refusal(MqttException e) {
        return switch (e.getReasonCode()) {
            case MqttReturnCode.RETURN_CODE_BANNED -> "this station is revoked (code 138)";
            case MqttReturnCode.RETURN_CODE_NOT_AUTHORIZED ->
                    "this station is not enrolled, or its certificate is not the current one (code 135)";
            default -> reason(e);
        };
    }

    /** The innermost cause names the fact: "Connection refused", "certificate has expired". */
    static String reason(Throwable e) {
        Throwable t = e;
        for (int depth = 0; t.getCause() != null && depth < 10; depth++) {
            t = t.getCause();
        }
        String message = t.getMessage();
        String code = e instanceof MqttException m ? " (code " + m.getReasonCode() + ")" : "";
        return (message == null ? t.getClass().getSimpleName() : message) + code;
    }
}
