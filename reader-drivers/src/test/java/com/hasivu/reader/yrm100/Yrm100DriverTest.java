package com.hasivu.reader.yrm100;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.reader.Dominance;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

class Yrm100DriverTest {
    private final Yrm100Driver driver = new Yrm100Driver();

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "power-dbm, 34, '1 to 33'",
        "power-dbm, full, 'whole number'",
        "region, india, 'europe'",
        "margin, 0, 'above zero'",
        "least-strength, 101, '0 to 100'",
        "depart-after-ms, soon, 'whole number'"
    })
    void presence_namesAWrongSetting(String key, String value, String fix) {
        assertThat(driver.settings()).contains(key);
        assertThatThrownBy(() -> driver.presence(config(Map.of(key, value))))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", value, fix);
    }

    @Test
    void presence_letsOnlyTheNearestTagDecide() {
        assertThat(driver.presence(config(Map.of("region", "europe"))).dominance())
                .contains(Dominance.USUAL);
    }

    @Test
    void versionRequests_knowTheModuleByItsName() {
        var request = driver.versionRequests().getFirst();
        String info = "BB 01 03 00 10 00 4D 31 30 30 20 32 36 64 42 6D 20 56 31 2E 30 92 7E";
        assertThat(request.answer().apply(bytes("BB 01 28 00 01 00 2A 7E " + info)))
                .contains("YRM100 family, M100 26dBm V1.0");
        assertThat(request.answer().apply(bytes("BB 01 28 00 01 00 2A 7E BB 01 03"))).isEmpty();
        assertThat(request.answer().apply(bytes("BB 00 22 BB " + info))).isPresent();
    }

    private static ReaderConfig config(Map<String, String> settings) {
        return new ReaderConfig("counter-1", "yrm100", "/dev/x", settings);
    }
}
