package com.hasivu.reader.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.line.Transport.Got;

import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What happens to arrived messages; connections are in the simulator's tests. */
class MqttMessagesTest {
    private static final ReaderConfig CONFIG =
            new ReaderConfig("counter-1", "zebra", "mqtt://127.0.0.1:1/zebra/#");

    private final MqttMessages messages = new MqttMessages(CONFIG, BrokerAddress.from(CONFIG));

    @AfterEach
    void close() {
        messages.close();
    }

    @Test
    void message_isOneLine() throws InterruptedException {
        arrive("{\"a\":\r\n1}\n");
        assertThat(next())
                .isInstanceOfSatisfying(
                        Got.Bytes.class,
                        got ->
                                assertThat(new String(got.bytes(), StandardCharsets.UTF_8))
                                        .isEqualTo("{\"a\":  1} \n"));
        assertThat(next()).isInstanceOf(Got.Nothing.class);
    }

    @Test
    void message_isNotHeardWhenTheBrokerHadKeptIt() throws InterruptedException {
        var kept = new MqttMessage("{}".getBytes(StandardCharsets.UTF_8));
        kept.setRetained(true);
        messages.messageArrived("zebra/x", kept);
        assertThat(next()).isInstanceOf(Got.Nothing.class);
    }

    @Test
    void flood_endsTheConnectionOfAStationThatDoesNotRead() throws InterruptedException {
        for (int i = 0; i < MqttMessages.LIMIT + 1000; i++) {
            arrive("{}");
        }
        for (int i = 0; i < MqttMessages.LIMIT; i++) {
            assertThat(next()).isInstanceOf(Got.Bytes.class);
        }
        assertThat(next())
                .isInstanceOfSatisfying(
                        Got.Lost.class, lost -> assertThat(lost.why()).contains("faster"));
        assertThat(next()).isInstanceOf(Got.Nothing.class);
    }

    @Test
    void message_thatIsTooLongIsCountedAndNotKept() throws InterruptedException {
        arrive("x".repeat(64 * 1024 + 1));
        assertThat(next())
                .isInstanceOfSatisfying(
                        Got.Bytes.class, got -> assertThat(got.bytes()).containsExactly('{', '\n'));
    }

    /** Far fewer messages than may wait, but long ones. */
    @Test
    void flood_ofLongMessagesEndsTheConnectionAt4MebibytesWaiting() throws InterruptedException {
        String kibibyte60 = "x".repeat(60 * 1024 - 1);
        for (int i = 0; i < 60; i++) {
            arrive(kibibyte60);
            assertThat(next()).isInstanceOf(Got.Bytes.class); // what was read waits no more
        }
        for (int i = 0; i < 100; i++) {
            arrive(kibibyte60);
        }
        for (int i = 0; i < 68; i++) {
            assertThat(next()).isInstanceOf(Got.Bytes.class);
        }
        assertThat(next())
                .isInstanceOfSatisfying(
                        Got.Lost.class, lost -> assertThat(lost.why()).contains("faster"));
    }

    @Test
    void close_wakesTheReaderAndEndsAll() throws InterruptedException {
        arrive("{}");
        messages.close();
        messages.close();
        assertThat(next()).isInstanceOf(Got.Closed.class);
        assertThat(messages.write(new byte[1])).isTrue();
    }

    private void arrive(String text) {
        messages.messageArrived("zebra/x", new MqttMessage(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Got next() throws InterruptedException {
        return messages.read(Duration.ZERO);
    }
}
