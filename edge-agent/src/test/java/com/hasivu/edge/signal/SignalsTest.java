package com.hasivu.edge.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.util.List;

class SignalsTest {
    private static final Shown GREEN = Outcomes.shown(Shown.Lamp.SERVE);

    private final RecordingSignal first = new RecordingSignal();
    private final RecordingSignal second = new RecordingSignal();
    private final RecordingSignal third = new RecordingSignal();
    private final Signals signals = new Signals(first, List.of(second, third));

    @Test
    void show_tellsAll() {
        signals.show(GREEN);
        assertThat(List.of(first.last(), second.last(), third.last())).containsOnly(GREEN);
    }

    @Test
    void show_isNoGreenAnywhereWhenTheFirstFails() {
        first.breakLamp(true);
        assertThatThrownBy(() -> signals.show(GREEN)).hasMessageContaining("lamp");
        assertThat(second.shown()).isEmpty();
    }

    @Test
    void show_goesOnWhenAnotherFails() {
        second.breakLamp(true);
        signals.show(GREEN);
        assertThat(first.shown()).hasSize(1);
        assertThat(third.shown()).hasSize(1);
    }
}
