package com.hasivu.edge.sync;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.edge.KeptPort;
import com.hasivu.edge.Patience;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.Wire;

import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Against a real broker. */
class PahoLinkTest {
    private static final byte[] WILL = "gone".getBytes(StandardCharsets.UTF_8);
    private static final Topics A = topics("greenfield-c1");
    private static final Topics B = topics("greenfield-c2");

    @TempDir static Path folder;
    private static TestBroker broker;

    private static final long PATIENCE = Patience.LONG.toMillis();

    @BeforeAll
    static void startBroker() {
        broker = new TestBroker(folder);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void link_carriesMessagesOfItsOwnTopicsOnly() throws Exception {
        Heard heard = new Heard();
        try (MqttLink link = opened(A, heard);
                MqttLink other = opened(B, new Heard())) {
            byte[] payload = "x".getBytes(StandardCharsets.UTF_8);
            other.publish(B.acks(), payload, 1, false);
            other.publish(A.acks(), payload, 1, false);
            await().until(() -> !heard.topics.isEmpty());
            for (int i = 0; i < 200; i++) {
                link.publish(A.taps(), payload, 1, false);
            }
            other.publish(A.delta(), payload, 1, false);
            await().until(() -> heard.topics.size() == 2);
            assertThat(heard.topics).containsExactly(A.acks(), A.delta());
        }
        assertThat(heard.lost).isEmpty();
    }

    @Test
    void open_takesTheClientIdOverAndTheOldLinkHearsOnceThatItIsLost() throws Exception {
        Heard first = new Heard();
        try (MqttLink old = opened(A, first);
                MqttLink fresh = opened(A, new Heard())) {
            await().until(() -> !first.lost.isEmpty());
            assertThatThrownBy(() -> old.publish(A.taps(), WILL, 1, false))
                    .isInstanceOf(LinkException.class);
            fresh.publish(A.taps(), WILL, 1, false);
        }
        assertThat(first.lost).hasSize(1);
    }

    @Test
    void broker_neverSendsWhatIsLargerThanTheStationTakes() throws Exception {
        Heard heard = new Heard();
        try (MqttLink link = opened(A, heard)) {
            publishUnlimited(A.delta(), new byte[3 * Wire.MAX_SEALED]);
            publishUnlimited(A.acks(), WILL);
            await().until(() -> heard.topics.contains(A.acks()));
            assertThat(heard.topics).containsExactly(A.acks());
            link.publish(A.taps(), WILL, 1, false);
        }
        assertThat(heard.lost).isEmpty();
    }

    @Test
    void open_namesTheAddressAndTheReasonWhenNobodyListens() {
        try (KeptPort nobodys = new KeptPort()) {
            MqttLink.Door nowhere =
                    new PahoDoor("127.0.0.1", nobodys.number(), A, Optional.empty());
            assertThatThrownBy(() -> nowhere.open(WILL, new Heard()))
                    .isInstanceOf(LinkException.class)
                    .hasMessageContaining("no link to tcp://127.0.0.1:")
                    .hasMessageContaining("refused");
        }
    }

    @Test
    void open_givesUpOnAServerThatNeverAnswers() throws IOException {
        try (ServerSocket mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            MqttLink.Door door =
                    new PahoDoor("127.0.0.1", mute.getLocalPort(), A, Optional.empty());
            assertThatThrownBy(() -> door.open(WILL, new Heard()))
                    .isInstanceOf(LinkException.class);
        }
    }

    private static void publishUnlimited(String topic, byte[] payload) throws MqttException {
        MqttAsyncClient client =
                new MqttAsyncClient(
                        "tcp://127.0.0.1:" + broker.port, "loud", new MemoryPersistence());
        client.connect().waitForCompletion(PATIENCE);
        client.publish(topic, payload, 1, false).waitForCompletion(PATIENCE);
        client.disconnect().waitForCompletion(PATIENCE);
        client.close();
    }

    /** A station tries again when the machine stalled for the 5 s of an open; so does this. */
    private static MqttLink opened(Topics topics, Heard ear)
            throws LinkException, InterruptedException {
        var door = new PahoDoor("127.0.0.1", broker.port, topics, Optional.empty());
        for (int tries = 1; ; tries++) {
            try {
                return door.open(WILL, ear);
            } catch (LinkException e) {
                if (tries == 3) {
                    throw e;
                }
            }
        }
    }

    private static Topics topics(String station) {
        return new Topics(new SchoolId("greenfield"), new StationId(station));
    }

    private static final class Heard implements MqttLink.Ear {
        final List<String> topics = new CopyOnWriteArrayList<>();
        final List<String> lost = new CopyOnWriteArrayList<>();

        @Override
        public void arrived(String topic, byte[] payload) {
            topics.add(topic);
        }

        @Override
        public void lost(String why) {
            lost.add(why);
        }
    }
}
