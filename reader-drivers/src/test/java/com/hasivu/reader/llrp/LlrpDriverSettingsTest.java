package com.hasivu.reader.llrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.reader.Dominance;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Map;

class LlrpDriverSettingsTest {
    private final LlrpDriver driver = new LlrpDriver();

    @Test
    void presence_asksForADominantTag() {
        var rules = driver.presence(config("reader-1", Map.of("margin", "20")));
        assertThat(rules.departAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(rules.settle()).isZero();
        assertThat(rules.dominance().orElseThrow())
                .isEqualTo(
                        new Dominance(
                                Dominance.USUAL.least(),
                                20,
                                Dominance.USUAL.dwell(),
                                Dominance.USUAL.reads()));
    }

    @Test
    void settings_areLowAndForAllAntennasUnlessSet() {
        assertThat(LlrpSettings.from(config("reader-1", Map.of())))
                .isEqualTo(new LlrpSettings(10, 0, Duration.ofSeconds(1), true));
        assertThat(LlrpSettings.from(config("reader-1", Map.of("power-dbm", "reader"))).powerDbm())
                .isZero();
        assertThat(
                        LlrpSettings.from(
                                config(
                                        "reader-1",
                                        Map.of(
                                                "power-dbm", "33",
                                                "antenna", "4",
                                                "keepalive-ms", "60000",
                                                "tag-crc", "false"))))
                .isEqualTo(new LlrpSettings(33, 4, Duration.ofSeconds(60), false));
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "power-dbm, 34",
        "power-dbm, 0",
        "power-dbm, ten",
        "antenna, 0",
        "antenna, 256",
        "keepalive-ms, 60001",
        "tag-crc, yes",
        "least-strength, 101",
        "reads, 1",
        "depart-after-ms, -1",
        "connect-ms, soon",
    })
    void presence_refusesASettingItCannotTake(String key, String value) {
        assertThat(driver.settings()).contains(key);
        assertThatThrownBy(() -> driver.presence(config("reader-1", Map.of(key, value))))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", value);
    }

    @Test
    void presence_refusesADeviceThatIsNoAddress() {
        assertThatThrownBy(() -> driver.presence(config("/dev/ttyUSB0", Map.of())))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("/dev/ttyUSB0", "5084");
    }

    private static ReaderConfig config(String device, Map<String, String> settings) {
        return new ReaderConfig("counter-1", "llrp", device, settings);
    }
}
