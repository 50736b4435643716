package com.hasivu.edge.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.edge.signal.LampWiring;
import com.hasivu.edge.signal.Outcome;
import com.hasivu.edge.signal.Part;
import com.hasivu.edge.signal.Patterns;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

class LampSettingsTest {
    @TempDir Path folder;

    @Test
    void load_readsPinsLevelsAndPatterns() throws IOException {
        LampWiring lamp =
                load("green: 17, red: 27, buzzer: 22, relay: 5, active-low: [relay, red],"
                                + " patterns: { served: \"green:500 off:100 green:500\" }")
                        .signal()
                        .lamp()
                        .orElseThrow();
        assertThat(lamp.device()).isEqualTo("/dev/gpiochip0");
        assertThat(lamp.pins())
                .isEqualTo(Map.of(Part.GREEN, 17, Part.RED, 27, Part.BUZZER, 22, Part.RELAY, 5));
        assertThat(lamp.activeLow()).isEqualTo(Set.of(Part.RED, Part.RELAY));
        assertThat(lamp.patterns().get(Outcome.SERVED)).hasToString("green:500 off:100 green:500");
        assertThat(lamp.patterns().get(Outcome.BLOCKED))
                .isEqualTo(Patterns.usual().get(Outcome.BLOCKED));
    }

    @Test
    void load_hasNoLampWithoutTheSection() throws IOException {
        Path file = Files.writeString(folder.resolve("edge.yaml"), "state-dir: s\n");
        assertThat(StationSettings.load(file).signal().lamp()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        device: /dev/gpiochip0                     | signal.gpio: names no pin
        green: 54                                  | signal.gpio.green: is '54'; write the pin's BCM number, 0 to 53
        green: seventeen                           | signal.gpio.green: is 'seventeen'
        green: 17, red: 17                         | signal.gpio.red: is 17, as of green; give each its own pin
        green: 17, active-low: [relay]             | signal.gpio.active-low[0]: is relay, which has no pin
        green: 17, active-low: [gren]              | use one of green, red, amber, buzzer, relay
        green: 17, active-low: green               | signal.gpio.active-low: is 'green'; use a list
        green: 17, gren: 18                        | signal.gpio.gren: is no setting; did you mean 'signal.gpio.green'?
        green: 17, device: gpiochip0               | signal.gpio.device: is 'gpiochip0'
        green: 17, patterns: { served: "green:5" } | signal.gpio.patterns.served: is 'green:5'; write steps like
        green: 17, patterns: { blocked: "relay:500" } | only 'served' may open the gate
        green: 17, patterns: { server: "red:500" } | did you mean 'signal.gpio.patterns.served'?
        """)
    void load_namesWhatIsWrong(String section, String message) {
        assertThatThrownBy(() -> load(section))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        kind: wiegand, device: /dev/gpiochip0                     | signal.gpio.green: is 17, a pin of reader a
        kind: wiegand, device: /dev/gpiochip0, d0: 4, d1: 22      | signal.gpio.buzzer: is 22, a pin of reader a
        kind: wiegand, device: /dev/gpiochip4, d0: 4, d1: 6       | one chip serves both
        kind: mfrc522, device: /dev/spidev0.0, reset: 22          | signal.gpio.buzzer: is 22, a pin of reader a
        kind: mfrc522, device: /dev/spidev0.1                     | signal.gpio.relay: is 7, a pin of reader a
        """)
    void load_refusesAPinOfAReader(String reader, String message) {
        assertThatThrownBy(() -> loadWith(reader))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        kind: wiegand, device: /dev/gpiochip0, d0: 4, d1: 6
        kind: wiegand, device: 'unix:/run/bus'
        kind: mfrc522, device: /dev/spidev0.0
        kind: rdm6300, device: /dev/ttyUSB0
        """)
    void load_letsOtherPinsBe(String reader) throws IOException {
        assertThat(loadWith(reader).signal().lamp()).isPresent();
    }

    private StationSettings loadWith(String reader) throws IOException {
        return file(
                """
                state-dir: s
                signal: { gpio: { green: 17, buzzer: 22, relay: 7 } }
                readers:
                  - { name: a, %s }
                """
                        .formatted(reader));
    }

    private StationSettings load(String section) throws IOException {
        return file("state-dir: s\nsignal: { gpio: { %s } }\n".formatted(section));
    }

    private StationSettings file(String text) throws IOException {
        return StationSettings.load(Files.writeString(folder.resolve("edge.yaml"), text));
    }
}
