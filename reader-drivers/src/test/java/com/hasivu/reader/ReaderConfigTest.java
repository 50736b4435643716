package com.hasivu.reader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

class ReaderConfigTest {
    private final ReaderConfig config =
            new ReaderConfig(
                    "counter-1",
                    "pn532",
                    "/dev/ttyUSB0",
                    Map.of(
                            "baud",
                            "9600",
                            "dtr",
                            "true",
                            "odd",
                            "fast",
                            "none",
                            "0",
                            "big",
                            "99999999999"));

    @Test
    void settings_areReadWithTheirFallbacks() {
        assertThat(config.positive("baud", 1)).isEqualTo(9600);
        assertThat(config.positive("absent", 7)).isEqualTo(7);
        assertThat(config.flag("dtr", false)).isTrue();
        assertThat(config.flag("rts", true)).isTrue();
        assertThat(config.millis("baud", Duration.ofSeconds(1))).isEqualTo(Duration.ofMillis(9600));
    }

    @ParameterizedTest
    @ValueSource(strings = {"odd", "none", "big"})
    void positive_namesReaderKeyAndValueWhenItIsNone(String key) {
        assertThatThrownBy(() -> config.positive(key, 1))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", key, config.settings().get(key));
    }

    @Test
    void flag_refusesAnythingButTrueAndFalse() {
        assertThatThrownBy(() -> config.flag("odd", true)).hasMessageContaining("true or false");
    }

    @Test
    void kinds_haveADriverAndAPageEach() {
        assertThat(ReaderDrivers.kinds())
                .hasSizeGreaterThan(10)
                .isSorted()
                .doesNotHaveDuplicates()
                .allSatisfy(
                        kind -> {
                            assertThat(ReaderDrivers.byKind(kind).orElseThrow().kind())
                                    .isEqualTo(kind);
                            assertThat(Path.of("../docs/readers", kind + ".md")).isRegularFile();
                        });
        assertThat(ReaderDrivers.byKind("PN532")).isEmpty();
    }
}
