package com.hasivu.simulator.reader.json;

import com.hasivu.protocol.CardId;
import com.hasivu.protocol.socket.PromptSockets;
import com.hasivu.simulator.reader.Delivery;
import com.hasivu.simulator.reader.EmulatedReader;

import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * An FX9600 with the Zebra IoT Connector: publishes an event per read to its broker, and a
 * heartbeat by schedule. The station's cable to the broker is what can be pulled. Source: Zebra IoT
 * Connector documentation, and docs/readers/zebra.md.
 *
 * <p>Threading: one daemon thread publishes; the methods may be called from any.
 */
public final class ZebraEmulator implements EmulatedReader {
    static final int HELD_DBM = -41;
    private static final Duration READ_EVERY = Duration.ofMillis(20);
    private static final Duration ALIVE_EVERY = Duration.ofMillis(500);
    private static final Duration BETWEEN_PIECES = Duration.ofMillis(2);
    private static final long PATIENCE_MILLIS = 5_000;
    private static final AtomicInteger READERS = new AtomicInteger();

    /** With an offset of zero, not Z. */
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSxx", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final String topic = "zebra/fx9600-%d".formatted(READERS.incrementAndGet());
    private final MqttAsyncClient client;
    private final NetworkCable cable;
    private final Runnable onClose;
    private volatile Optional<CardId> card = Optional.empty();
    private volatile Delivery delivery = Delivery.PLAIN;
    private volatile boolean heartbeats = true;
    private volatile boolean closed;

    /**
     * A reader that publishes to {@code broker}; stations reach that broker at {@code listen}.
     *
     * @param listen port 0 takes a free one
     */
    public static ZebraEmulator at(InetSocketAddress listen, InetSocketAddress broker) {
        return new ZebraEmulator(listen, broker, () -> {});
    }

    /** A reader with a broker of its own, which stations reach at {@code listen}. */
    public static ZebraEmulator withBroker(InetSocketAddress listen) {
        var broker = EmulatedBroker.start();
        return new ZebraEmulator(listen, broker.address(), broker::close);
    }

    private ZebraEmulator(InetSocketAddress listen, InetSocketAddress broker, Runnable onClose) {
        this.onClose = onClose;
        this.cable = new NetworkCable(listen, broker);
        try {
            client =
                    new MqttAsyncClient(
                            "tcp://%s:%d".formatted(broker.getHostString(), broker.getPort()),
                            topic.replace('/', '-'),
                            new MemoryPersistence());
            var options = new MqttConnectionOptions();
            options.setCleanStart(true);
            options.setSocketFactory(new PromptSockets());
            client.connect(options).waitForCompletion(PATIENCE_MILLIS);
        } catch (MqttException e) {
            throw new IllegalStateException("no broker at " + broker, e);
        }
        Thread.ofPlatform().daemon().name("emulated zebra").start(this::send);
    }

    /** One read as the reader tells it. */
    static byte[] event(CardId epc, int dbm, int antenna, Instant at) {
        if (epc.bytes().length % 2 != 0) {
            throw new IllegalArgumentException(
                    "an EPC has whole words of 2 bytes, %s has %d bytes"
                            .formatted(epc, epc.bytes().length));
        }
        String text =
                "{\"data\":{\"idHex\":\"%s\",\"peakRssi\":%d,\"antenna\":%d},\"timestamp\":\"%s\",\"type\":\"CUSTOM\"}";
        return text.formatted(epc.hex().toLowerCase(Locale.ROOT), dbm, antenna, TIME.format(at))
                .getBytes(StandardCharsets.US_ASCII);
    }

    private void send() {
        long aliveAt = System.nanoTime();
        while (!closed) {
            LockSupport.parkNanos(READ_EVERY.toNanos());
            if (heartbeats && !closed && System.nanoTime() - aliveAt >= 0) {
                heartbeat();
                aliveAt = System.nanoTime() + ALIVE_EVERY.toNanos();
            }
            Optional<CardId> now = card;
            if (now.isPresent()) {
                boolean first = true;
                for (byte[] piece : delivery.pieces(event(now.get(), HELD_DBM, 1, Instant.now()))) {
                    if (!first) {
                        LockSupport.parkNanos(BETWEEN_PIECES.toNanos());
                    }
                    first = false;
                    publish("tevents", piece, false);
                }
            }
        }
    }

    /** Publishes to one of the reader's topics; best effort, as the reader does by default. */
    void publish(String what, byte[] payload, boolean retained) {
        var message = new MqttMessage(payload);
        message.setQos(0);
        message.setRetained(retained);
        try {
            client.publish(topic + "/" + what, message).waitForCompletion(PATIENCE_MILLIS);
        } catch (MqttException e) {
            if (!closed) {
                throw new IllegalStateException("the broker takes no message", e);
            }
        }
    }

    /** Whether it tells by schedule that it is there; on at first. */
    public void heartbeats(boolean wanted) {
        heartbeats = wanted;
    }

    /** Tells that it is there. */
    public void heartbeat() {
        String text =
                "{\"component\":\"RC\",\"data\":{\"radio_control\":{\"status\":\"running\"}},\"eventNum\":1,\"timestamp\":\"%s\",\"type\":\"heartbeat\"}";
        publish(
                "mevents",
                text.formatted(TIME.format(Instant.now())).getBytes(StandardCharsets.US_ASCII),
                false);
    }

    /** {@code mqtt://host:port/topic/#}: reads and heartbeats. */
    @Override
    public String device() {
        var address = cable.address();
        return "mqtt://%s:%d/%s/#"
                .formatted(address.getAddress().getHostAddress(), address.getPort(), topic);
    }

    @Override
    public void present(CardId held) {
        event(held, HELD_DBM, 1, Instant.EPOCH); // refuses a card of another family
        card = Optional.of(held);
    }

    @Override
    public void remove() {
        card = Optional.empty();
    }

    /** One message. */
    @Override
    public void noise(byte[] bytes) {
        publish("tevents", bytes, false);
    }

    @Override
    public void deliver(Delivery wanted) {
        delivery = wanted;
    }

    @Override
    public void unplug() {
        cable.pull();
    }

    @Override
    public void plugIn() {
        cable.plugIn();
    }

    @Override
    public void close() {
        closed = true;
        cable.close();
        try {
            client.disconnect(0).waitForCompletion(PATIENCE_MILLIS);
            client.close(true);
        } catch (MqttException e) {
            throw new IllegalStateException("the emulated reader does not leave its broker", e);
        } finally {
            onClose.run();
        }
    }
}
