package com.hasivu.simulator.reader.llrp;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.simulator.reader.Pacing;
import com.hasivu.simulator.reader.llrp.LlrpEmulator.Quirk;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;

import javax.net.ServerSocketFactory;

/**
 * The emulator's bytes are those of published captures, and it refuses what a reader refuses, so
 * that driver and emulator cannot agree on something wrong.
 */
@Timeout(240)
class LlrpEmulatorTest {
    private static final CardId CARD = new CardId("3005FB63AC1F3841EC880467");

    @Test
    void greeting_isAsPublishedButForItsTimeAndId() throws IOException {
        try (var reader = reader();
                var client = new LlrpClient(reader)) {
            byte[] greeting = client.hear(63);
            // sllurp tests/test_all.py
            byte[] published =
                    bytes("043F000000200AB288C900F600160080000C0004F8535BAADAFF010000060000");
            assertThat(blank(greeting, 6, 10, 18, 26)).isEqualTo(blank(published, 6, 10, 18, 26));
            long micros = ByteBuffer.wrap(greeting).getLong(18);
            assertThat(Instant.ofEpochMilli(micros / 1000))
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(1));
        }
    }

    @Test
    void aSecondClient_hearsThatAClientHasTheReaderAndTheFirstHearsOfIt() throws IOException {
        try (var reader = reader();
                var first = new LlrpClient(reader)) {
            first.hear(63);
            try (var second = new LlrpClient(reader)) {
                assertThat(hex(second.hear(63))).endsWith("010000060002");
                second.expectEnd();
            }
            assertThat(hex(first.hear(63))).endsWith("010000060004");
        }
    }

    @Test
    void capabilities_areAnImpinjsInWhatAClientReads() throws IOException {
        try (var reader = reader();
                var client = new LlrpClient(reader)) {
            client.hear(63);
            String told = hex(client.ask(1, 5, "00", 11));
            // EdgeX device-rfid-llrp-go, testdata, GetReaderCapabilitiesResponse-000
            assertThat(told)
                    .contains(
                            "011f00080000000000890198000440000000651a001e886a000a352e31342e302e323430"
                                    + "008b000800010000008b00080002000a008b00080003000b")
                    .contains(
                            "008b0008002a0032008d000800040004008c00090001000101008c00090002000101")
                    .contains("008e001c48010000000000010000")
                    .contains("034800010090")
                    .contains("00910008000103e8009100080002040100910008" + "0003041a")
                    .contains("0091000800500b9f0091000800510bb8009200d580009300d001000032")
                    .contains(
                            "01490020000000008000020200" + "09c400000005dc000186a0000186a000000000")
                    .endsWith("0147000740" + "0002");
        }
    }

    @Test
    void report_isAsPublished() {
        var telling = new LlrpTelling(true, true);
        int content =
                LlrpTelling.ANTENNA
                        | LlrpTelling.PEAK_RSSI
                        | LlrpTelling.FIRST_SEEN
                        | LlrpTelling.SEEN_COUNT;
        byte[] tag = telling.tag(CARD, content, 0, 1, -50, 0x0004EC2EA8354C09L);
        // sllurp tests/test_all.py
        assertThat(hex(LlrpTelling.report(0x4095892F, tag)))
                .isEqualTo(
                        "043d0000002c4095892f00f000228d3005fb63ac1f3841ec88046781000186ce820004ec2ea8354c09880001");
        byte[] longTag =
                telling.tag(new CardId("1FB41F712AC9C37AB79D618173188324"), 0, 0, 1, -50, 0);
        assertThat(hex(longTag)).isEqualTo("00f0001a00f1001600801fb41f712ac9c37ab79d618173188324");
    }

    /** PC, EPC and CRC of a capture in docs/readers/llrp.md. */
    @Test
    void tagChecksum_isAsPublished() {
        assertThat(LlrpTelling.crc(bytes("3400 30751FEB705C5904E3D50D70"))).isEqualTo(0x3A76);
    }

    @Test
    void keepalive_comesAsOftenAsAskedAndEndsTheConnectionWhenNotAnswered() throws IOException {
        try (var reader = reader();
                var client = new LlrpClient(reader)) {
            client.hear(63);
            client.ask(3, 1, "00 00DC 0009 01 00000064", 13);
            for (int i = 0; i < 5; i++) {
                byte[] keepalive = client.hear(62);
                assertThat(keepalive).hasSize(10);
                client.say(72, ByteBuffer.wrap(keepalive).getInt(6), "");
            }
            for (int i = 0; i < 3; i++) {
                client.hear(62);
            }
            assertThat(hex(client.hear(63))).endsWith("01010004");
            client.expectEnd();
        }
    }

    @Test
    void roSpec_goesFromDisabledToInactiveToActiveOnly() throws IOException {
        try (var reader = reader();
                var client = new LlrpClient(reader)) {
            client.hear(63);
            reader.present(CARD);
            client.refuses(22, "00000007", 101); // none is there
            client.refuses(24, "00000007", 101);
            client.takes(20, LlrpClient.ROSPEC);
            client.refuses(20, LlrpClient.ROSPEC, 101); // it is there already
            client.refuses(22, "00000007", 101); // disabled
            client.takes(24, "00000007");
            client.refuses(22, "00000000", 101);
            client.expectSilence();
            client.takes(22, "00000007");
            assertThat(reader.powerDbm()).contains(20.0);
            assertThat(hex(client.hear(61)))
                    .contains("00f0001f8d" + CARD.hex().toLowerCase(Locale.ROOT))
                    .contains("81000186d3");
            client.takes(23, "00000007");
            client.drain();
            client.expectSilence();
            client.takes(22, "00000007");
            client.takes(21, "00000000");
            assertThat(reader.powerDbm()).isEmpty();
            client.refuses(22, "00000007", 101);
        }
    }

    @Test
    void requests_thatARealReaderRefusesAreRefused() throws IOException {
        try (var reader = reader(Quirk.NO_HOLDING);
                var client = new LlrpClient(reader)) {
            client.hear(63);
            client.refuses(20, LlrpClient.ROSPEC.replace("00000007 00 00", "00000000 00 00"), 101);
            client.refuses(20, LlrpClient.ROSPEC.replace("00000007 00 00", "00000007 00 02"), 201);
            client.refuses(20, LlrpClient.ROSPEC.replace("0001 0001 0029", "0001 0001 0052"), 301);
            client.refuses(20, LlrpClient.ROSPEC.replace("0001 0001 0029", "0002 0001 0029"), 301);
            client.refuses(
                    20,
                    LlrpClient.ROSPEC.replace("00B7 0038 0001 0000", "00B7 0038 0001 0009"),
                    301);
            client.refuses(20, "00B1 000A 00000007 00 00", 103);
            client.refuses(20, "00B1 0099 00000007 00 00", 100);
            client.refuses(21, "0000", 100);
            client.refuses(3, "00 00E2 0005 80", 111);
            assertThat(hex(client.ask(99, 5, "", 100))).contains("011f").contains("006d");
            client.raw("0801 0000000B 00000009 00");
            assertThat(hex(client.hear(100))).contains("00000009011f").contains("006e");
        }
    }

    @Test
    void reports_areKeptWhileNobodyIsConnectedAndPouredOutToTheNext() throws IOException {
        try (var reader = reader()) {
            try (var client = new LlrpClient(reader)) {
                client.hear(63);
                client.takes(20, LlrpClient.ROSPEC);
                client.takes(24, "00000007");
                client.takes(22, "00000007");
                reader.present(CARD);
                client.hear(61);
            }
            var away = System.nanoTime();
            try (var client = new LlrpClient(reader)) {
                client.hear(63);
                client.hear(61);
                assertThat(System.nanoTime()).isGreaterThan(away);
            }
        }
    }

    @Test
    void reports_areHeldUponReconnectUntilTheClientIsReady() throws IOException {
        try (var reader = reader()) {
            try (var client = new LlrpClient(reader)) {
                client.hear(63);
                client.ask(3, 1, "00 00E2 0005 80", 13);
                client.takes(20, LlrpClient.ROSPEC);
                client.takes(24, "00000007");
                client.takes(22, "00000007");
            }
            reader.present(CARD);
            try (var client = new LlrpClient(reader)) {
                client.hear(63);
                client.expectSilence();
                client.say(64, 9, "");
                client.hear(61);
            }
        }
    }

    @Test
    void close_isAnsweredAndEndsTheConnection() throws IOException {
        try (var reader = reader();
                var client = new LlrpClient(reader)) {
            client.hear(63);
            // EdgeX, CloseConnectionResponse-000
            assertThat(hex(client.ask(14, 3, "", 4)))
                    .isEqualTo("04040000001200000003011f000800000000");
            client.expectEnd();
        }
    }

    private static LlrpEmulator reader(Quirk... quirks) {
        return LlrpEmulator.at(
                ServerSocketFactory.getDefault(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Pacing.AT_ONCE,
                Set.of(quirks));
    }

    private static byte[] blank(byte[] bytes, int... ranges) {
        byte[] copy = bytes.clone();
        for (int i = 0; i < ranges.length; i += 2) {
            Arrays.fill(copy, ranges[i], ranges[i + 1], (byte) 0);
        }
        return copy;
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
