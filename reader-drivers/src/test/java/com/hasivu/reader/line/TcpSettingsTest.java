package com.hasivu.reader.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

class TcpSettingsTest {
    @ParameterizedTest(name = "{0} -> {1} port {2}")
    @CsvSource({
        "192.168.1.190,            192.168.1.190,         5084",
        "192.168.1.190:6000,       192.168.1.190,         6000",
        "reader-2.school.lan,      reader-2.school.lan,   5084",
        "reader-2.school.lan:1,    reader-2.school.lan,   1",
        "[fe80::1]:65535,          fe80::1,               65535",
        "[::1],                    ::1,                   5084",
    })
    void from_readsHostAndPort(String device, String host, int port) {
        assertThat(TcpSettings.from(config(device, Map.of()), 5084, 5085))
                .extracting(TcpSettings::host, TcpSettings::port)
                .containsExactly(host, port);
        assertThat(TcpSettings.isAddress(device)).isTrue();
    }

    @Test
    void from_takesTheTlsPortWithAnAuthority() {
        var settings =
                TcpSettings.from(
                        config("r", Map.of("tls-ca", "ca.pem", "connect-ms", "300")), 5084, 5085);
        assertThat(settings.port()).isEqualTo(5085);
        assertThat(settings.tls()).contains(Path.of("ca.pem"));
        assertThat(settings.connectPatience()).isEqualTo(Duration.ofMillis(300));
        assertThat(TcpSettings.from(config("r:7", Map.of("tls-ca", "ca.pem")), 5084, 5085).port())
                .isEqualTo(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/ttyUSB0", "r:0", "r:65536", "r:", ":5084", "fe80::1", "a b"})
    void from_refusesWhatIsNoAddressAndTellsHowToWriteOne(String device) {
        assertThatThrownBy(() -> TcpSettings.from(config(device, Map.of()), 5084, 5085))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", device, "192.168.1.190:5084");
    }

    private static ReaderConfig config(String device, Map<String, String> settings) {
        return new ReaderConfig("counter-1", "llrp", device, settings);
    }
}
