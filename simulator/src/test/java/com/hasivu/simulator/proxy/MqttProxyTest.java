package com.hasivu.simulator.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.simulator.proxy.MqttFault.Action;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Over real sockets; the packets' bytes are written out by hand after MQTT 5.0. */
class MqttProxyTest {
    private ServerSocket broker;
    private MqttProxy proxy;
    private Socket client;
    private Socket atBroker;

    @BeforeEach
    void open() throws IOException {
        broker = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        proxy =
                MqttProxy.open(
                        new ServerSocket(0, 1, InetAddress.getLoopbackAddress()),
                        () -> new Socket(broker.getInetAddress(), broker.getLocalPort()));
        client = new Socket(proxy.address().getAddress(), proxy.address().getPort());
        atBroker = broker.accept();
        client.setSoTimeout(30_000);
        atBroker.setSoTimeout(30_000);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        atBroker.close();
        proxy.close();
        broker.close();
    }

    private static byte[] publish(String topic, int id) {
        var out = new ByteArrayOutputStream();
        byte[] name = topic.getBytes(StandardCharsets.US_ASCII);
        out.write(0x32); // PUBLISH, QoS 1
        out.write(2 + name.length + 2 + 1 + 3);
        out.write(0);
        out.write(name.length);
        out.writeBytes(name);
        out.write(id >> 8);
        out.write(id);
        out.write(0); // no properties
        out.writeBytes("abc".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    @Test
    void drop_takesTheNthOfItsTopicAndAcknowledgesIt() throws IOException {
        proxy.set(new MqttFault(Action.DROP, "/up/taps", 2));
        byte[] first = publish("a/up/taps", 1);
        byte[] other = publish("a/up/status", 2);
        byte[] second = publish("a/up/taps", 0x0103);
        byte[] third = publish("a/up/taps", 4);
        for (byte[] packet : new byte[][] {first, other, second, third}) {
            client.getOutputStream().write(packet);
        }
        byte[] expected = concat(first, other, third);
        assertThat(atBroker.getInputStream().readNBytes(expected.length)).isEqualTo(expected);
        assertThat(client.getInputStream().readNBytes(4)).isEqualTo(hex("40020103"));
        assertThat(proxy.tally().dropped()).isEqualTo(1);
    }

    @Test
    void repeat_sendsItTwiceAndLetsOneAnswerThrough() throws IOException {
        proxy.set(new MqttFault(Action.REPEAT, "/down/acks", 1));
        byte[] ack = publish("a/down/acks", 7);
        atBroker.getOutputStream().write(ack);
        byte[] again = ack.clone();
        again[0] |= 0x08; // DUP
        assertThat(client.getInputStream().readNBytes(2 * ack.length))
                .isEqualTo(concat(ack, again));
        client.getOutputStream().write(hex("40020007"));
        client.getOutputStream().write(hex("40020007"));
        client.getOutputStream().write(hex("c000")); // PINGREQ
        assertThat(atBroker.getInputStream().readNBytes(6)).isEqualTo(hex("40020007c000"));
        assertThat(proxy.tally().repeated()).isEqualTo(1);
    }

    @Test
    void drop_knowsATopicByItsAliasAndLetsPassWhatMakesItKnown() throws IOException {
        proxy.set(new MqttFault(Action.DROP, "/up/taps", 1));
        byte[] known =
                hex("32000009612f75702f74617073" + "0001" + "03230005"); // a/up/taps, alias 5
        known[1] = (byte) (known.length - 2);
        byte[] byAlias = hex("3208" + "0000" + "0002" + "03230005");
        client.getOutputStream().write(known);
        client.getOutputStream().write(byAlias);
        client.getOutputStream().write(hex("c000"));
        byte[] expected = concat(known, hex("c000"));
        assertThat(atBroker.getInputStream().readNBytes(expected.length)).isEqualTo(expected);
        assertThat(client.getInputStream().readNBytes(4)).isEqualTo(hex("40020002"));
    }

    @Test
    void end_ofOneSideIsTheEndOfTheOther() throws IOException {
        atBroker.close();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void read_findsPacketsWithLongLengthsAndRefusesWhatIsNoMqtt() throws IOException {
        byte[] large = new byte[3 + 200];
        large[0] = 0x30;
        large[1] = (byte) 0xC8; // 200 = 0xC8 0x01
        large[2] = 1;
        assertThat(MqttPacket.read(new ByteArrayInputStream(large)).orElseThrow().bodyAt())
                .isEqualTo(3);
        assertThatThrownBy(() -> MqttPacket.read(new ByteArrayInputStream(hex("30ffffffffff01"))))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> MqttPacket.read(new ByteArrayInputStream(hex("300400"))))
                .isInstanceOf(IOException.class);
        assertThat(MqttPacket.read(new ByteArrayInputStream(new byte[0]))).isEmpty();
    }

    private static byte[] concat(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(out::writeBytes);
        return out.toByteArray();
    }
}
