package com.hasivu.reader.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.reader.Dominance;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderDriver;
import com.hasivu.reader.ReaderDrivers;
import com.hasivu.reader.ReaderException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class JsonSettingsTest {
    @TempDir private Path folder;

    @ParameterizedTest(name = "{0}: {1} = {2}")
    @CsvSource({
        "impinj, preset, a/b, 'for example default'",
        "impinj, user, root, 'password-file'",
        "impinj, password-file, /x, 'user'",
        "impinj, silence-ms, 0, 'above zero'",
        "impinj, max-age-ms, never, 'whole number'",
        "impinj, no-time, yes, 'accept'",
        "impinj, connect-ms, -1, 'above zero'",
        "zebra, margin, 0, 'above zero'",
        "zebra, silence-ms, x, 'whole number'",
        "zebra, connect-ms, x, 'whole number'",
    })
    void presence_namesAWrongSetting(String kind, String key, String value, String fix) {
        ReaderDriver driver = ReaderDrivers.byKind(kind).orElseThrow();
        assertThat(driver.settings()).contains(key);
        String device = kind.equals("zebra") ? "mqtt://b/t" : "10.0.0.5";
        assertThatThrownBy(() -> driver.presence(config(kind, device, Map.of(key, value))))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", key, fix);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "zebra, 10.0.0.5:1883, mqtt://",
        "zebra, mqtt://10.0.0.5:1883, mqtt://host:1883/topic",
        "zebra, mqtt://10.0.0.5:99999/t, mqtt://host:1883/topic",
        "zebra, http://10.0.0.5/t, mqtt://host:1883/topic",
        "impinj, /dev/ttyUSB0, host:port",
        "impinj, mqtt://, mqtt://host:1883/topic",
        "impinj, http://10.0.0.5, host:port",
        "impinj, 192.168.1.300, host:port",
        "impinj, reader_1:80, host:port",
        "impinj, a..b, host:port",
        "impinj, [::1::], host:port",
    })
    void presence_namesAWrongDevice(String kind, String device, String fix) {
        ReaderDriver driver = ReaderDrivers.byKind(kind).orElseThrow();
        assertThatThrownBy(() -> driver.presence(config(kind, device, Map.of())))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", device, fix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.1.300", "reader_1:80", "a..b", "[::1::]"})
    void open_namesAHostNoWebAddressCanHold(String device) {
        assertThatThrownBy(() -> new ImpinjDriver().open(config("impinj", device, Map.of())))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", device, "host:port");
    }

    @ParameterizedTest
    @ValueSource(strings = {"r700", "10.0.0.5", "r700.school.example:8080", "[::1]:80"})
    void presence_takesAHostOfAWebAddress(String device) {
        assertThat(new ImpinjDriver().presence(config("impinj", device, Map.of())).dominance())
                .isPresent();
    }

    @ParameterizedTest(name = "{0} -> {1} {2}")
    @CsvSource({
        "mqtt://b/zebra/+/tevents, tcp://b:1883, zebra/+/tevents",
        "mqtt://10.0.0.5:1884/a/#, tcp://10.0.0.5:1884, a/#",
        "mqtts://b/t, ssl://b:8883, t",
        "mqtt://[::1]:1883/t, tcp://[::1]:1883, t",
    })
    void broker_isReadFromTheDevice(String device, String uri, String topics) {
        var broker = BrokerAddress.from(config("zebra", device, Map.of()));
        assertThat(broker.uri()).isEqualTo(uri);
        assertThat(broker.topics()).isEqualTo(topics);
    }

    @Test
    void presence_letsOnlyTheNearestTagDecide() {
        assertThat(new ZebraDriver().presence(config("zebra", "mqtt://b/t", Map.of())).dominance())
                .contains(Dominance.USUAL);
        assertThat(new ImpinjDriver().presence(config("impinj", "r700", Map.of())).dominance())
                .contains(Dominance.USUAL);
    }

    @Test
    void login_comesFromItsFileAndNeverShowsThePassword() throws IOException {
        Path file = Files.writeString(folder.resolve("password"), "impinj\n");
        var login =
                Login.from(
                                config(
                                        "impinj",
                                        "r700",
                                        Map.of("user", "root", "password-file", file.toString())))
                        .orElseThrow();
        assertThat(login.basic()).isEqualTo("Basic cm9vdDppbXBpbmo=");
        assertThat(login.toString()).isEqualTo("root");
    }

    @Test
    void login_namesAFileThatCannotBeRead() {
        String missing = folder.resolve("none").toString();
        var config = config("impinj", "r700", Map.of("user", "root", "password-file", missing));
        assertThatThrownBy(() -> Login.from(config))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", missing, "permissions");
    }

    private static ReaderConfig config(String kind, String device, Map<String, String> settings) {
        return new ReaderConfig("counter-1", kind, device, settings);
    }
}
