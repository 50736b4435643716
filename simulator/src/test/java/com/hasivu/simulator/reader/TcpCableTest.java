package com.hasivu.simulator.reader;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

import javax.net.ServerSocketFactory;

@Timeout(240)
class TcpCableTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final InetSocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @Test
    void read_andWriteReachTheStation() throws IOException {
        try (var cable = Cable.tcp(ANY_PORT, Pacing.AT_ONCE);
                var station = connect(cable)) {
            await("it is there", SOON, cable::isPlugged);
            station.getOutputStream().write("abc".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(cable.read(SOON), StandardCharsets.US_ASCII)).isEqualTo("abc");
            cable.write("xyz".getBytes(StandardCharsets.US_ASCII));
            assertThat(station.getInputStream().readNBytes(3)).asString().isEqualTo("xyz");
        }
    }

    @Test
    void aSecondStation_isTurnedAwayAndTheFirstKeepsTheLine() throws IOException {
        try (var cable = Cable.tcp(ANY_PORT, Pacing.AT_ONCE);
                var first = connect(cable)) {
            await("it is there", SOON, cable::isPlugged);
            try (var second = connect(cable)) {
                assertThat(second.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(cable.session()).isEqualTo(1);
            cable.write(new byte[] {7});
            assertThat(first.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void aSecondStation_hearsTheDoorsLastWords() throws IOException {
        NetworkCable.Door polite =
                taken -> taken ? Optional.of(new byte[] {'n', 'o'}) : Optional.empty();
        try (var cable =
                        Cable.tcp(
                                ServerSocketFactory.getDefault(),
                                ANY_PORT,
                                Pacing.AT_ONCE,
                                polite);
                var first = connect(cable);
                var second = connect(cable)) {
            assertThat(first.isConnected()).isTrue();
            assertThat(second.getInputStream().readAllBytes()).containsExactly('n', 'o');
        }
    }

    /** As soon as a station has closed its end, nobody may find the reader taken. */
    @Test
    void theNextStation_isLetInAsSoonAsTheOneBeforeHasHungUp() throws IOException {
        try (var cable = Cable.tcp(ANY_PORT, Pacing.AT_ONCE)) {
            for (int visit = 1; visit <= 20; visit++) {
                long before = cable.session();
                try (var station = connect(cable)) {
                    await("let in", SOON, () -> cable.session() == before + 1);
                    cable.write(new byte[] {(byte) visit});
                    assertThat(station.getInputStream().read()).isEqualTo(visit);
                }
            }
        }
    }

    @Test
    void hangUp_endsTheStationAndTheNextMayCome() throws IOException {
        try (var cable = Cable.tcp(ANY_PORT, Pacing.AT_ONCE);
                var first = connect(cable)) {
            await("it is there", SOON, cable::isPlugged);
            cable.hangUp();
            assertThat(first.getInputStream().read()).isEqualTo(-1);
            try (var second = connect(cable)) {
                await("the next is there", SOON, cable::isPlugged);
                assertThat(second.isConnected()).isTrue();
            }
        }
    }

    @Test
    void pull_endsAllAndPlugInListensAtTheSamePlace() throws IOException {
        try (var cable = Cable.tcp(ANY_PORT, Pacing.AT_ONCE);
                var station = connect(cable)) {
            await("it is there", SOON, cable::isPlugged);
            String device = cable.device();
            cable.pull();
            assertThat(station.getInputStream().read()).isEqualTo(-1);
            assertThat(cable.isPlugged()).isFalse();
            cable.write(new byte[1]); // lost
            cable.plugIn();
            assertThat(cable.device()).isEqualTo(device);
            try (var again = connect(cable)) {
                await("it is there again", SOON, cable::isPlugged);
                assertThat(again.isConnected()).isTrue();
            }
        }
    }

    private static Socket connect(Cable cable) throws IOException {
        String[] parts = cable.device().split(":");
        var socket = new Socket(parts[0], Integer.parseInt(parts[1]));
        socket.setSoTimeout(Math.toIntExact(SOON.toMillis()));
        return socket;
    }
}
