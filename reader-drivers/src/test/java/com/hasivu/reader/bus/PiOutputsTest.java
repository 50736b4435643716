package com.hasivu.reader.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;
import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.io.gpio.digital.DigitalState;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutputProvider;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Pins of Pi4J's own mock provider. */
class PiOutputsTest {
    private static final ReaderConfig CONFIG = new ReaderConfig("lamp", "gpio", "/dev/gpiochip0");

    @TempDir private Path folder;

    private final Context pi =
            Pi4J.newContextBuilder()
                    .noAutoDetect()
                    .disableShutdownHook()
                    .add(MockDigitalOutputProvider.newInstance())
                    .build();

    @AfterEach
    void shutDown() {
        pi.shutdown();
    }

    @Test
    void open_startsEachPinAtItsSafeLevelAndCloseEndsThere() {
        var pins = PiOutputs.over(pi, CONFIG, Map.of(17, false, 5, true));
        assertThat(output(17).state()).isEqualTo(DigitalState.LOW);
        assertThat(output(5).state()).isEqualTo(DigitalState.HIGH);
        List<String> seen = new ArrayList<>();
        for (int pin : List.of(17, 5)) {
            output(pin).addListener(event -> seen.add(pin + " " + event.state()));
        }
        pins.set(17, true);
        pins.set(5, false);
        pins.set(5, false);
        assertThat(seen).containsExactly("17 HIGH", "5 LOW");
        seen.clear();
        pins.close();
        assertThat(seen).containsExactlyInAnyOrder("17 LOW", "5 HIGH");
        pins.close();
    }

    @Test
    void close_freesThePinsAndNotTheContext() {
        PiOutputs.over(pi, CONFIG, Map.of(17, false)).close();
        try (var again = PiOutputs.over(pi, CONFIG, Map.of(17, false))) {
            again.set(17, true);
            assertThat(output(17).state()).isEqualTo(DigitalState.HIGH);
        }
        assertThat(pi.isShutdown()).isFalse();
    }

    @Test
    void open_thatFailsFreesWhatItHad() {
        try (var first = PiOutputs.over(pi, CONFIG, Map.of(17, false))) {
            assertThatThrownBy(
                            () ->
                                    PiOutputs.over(
                                            pi,
                                            CONFIG,
                                            new java.util.TreeMap<>(Map.of(5, false, 17, false))))
                    .isInstanceOf(ReaderException.class)
                    .hasMessageContainingAll("/dev/gpiochip0", "does not open", "group gpio");
            first.set(17, true);
        }
        PiOutputs.over(pi, CONFIG, Map.of(5, false)).close();
    }

    @Test
    void set_refusesAPinThatWasNotTaken() {
        try (var pins = PiOutputs.over(pi, CONFIG, Map.of(17, false))) {
            assertThatThrownBy(() -> pins.set(4, true)).hasMessageContaining("pin 4");
        }
    }

    /** Pi4J's native part is built for ARM; elsewhere the message must say what is needed. */
    @Test
    void open_saysWhatItNeedsWhereThereIsNoRaspberryPi() throws Exception {
        Path chip = Files.createFile(folder.resolve("gpiochip0"));
        var config = new ReaderConfig("lamp", "gpio", chip.toString());
        for (int round = 0; round < 2; round++) { // a failed start must not hide the reason
            assertThatThrownBy(() -> OutputPins.open(config, Map.of(17, false)))
                    .isInstanceOf(ReaderException.class)
                    .hasMessageContainingAll("gpiochip0", "Raspberry Pi", "group gpio");
        }
    }

    private DigitalOutput output(int pin) {
        return pi.registry().get("hasivu-lamp-" + pin, DigitalOutput.class);
    }
}
