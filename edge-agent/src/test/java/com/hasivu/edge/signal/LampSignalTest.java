package com.hasivu.edge.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.bus.OutputPins;
import com.hasivu.reader.bus.PiOutputs;
import com.pi4j.Pi4J;
import com.pi4j.context.Context;
import com.pi4j.io.gpio.digital.DigitalOutput;
import com.pi4j.plugin.mock.provider.gpio.digital.MockDigitalOutputProvider;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the pins of Pi4J's mock provider do, to the millisecond, while time stands still. */
class LampSignalTest {
    private static final Map<Part, Integer> PINS =
            Map.of(Part.GREEN, 17, Part.RED, 27, Part.AMBER, 24, Part.BUZZER, 22, Part.RELAY, 5);
    private static final LampWiring WIRING =
            new LampWiring("/dev/gpiochip0", PINS, Set.of(Part.RELAY), Patterns.usual());

    private final Context pi =
            Pi4J.newContextBuilder()
                    .noAutoDetect()
                    .disableShutdownHook()
                    .add(MockDigitalOutputProvider.newInstance())
                    .build();
    private VirtualTimer timer = new VirtualTimer();
    private final List<String> seen = new ArrayList<>();
    private long begin;
    private LampSignal lamp;

    @BeforeEach
    void setUp() {
        lamp = open(WIRING);
    }

    @AfterEach
    void clearUp() {
        lamp.close();
        pi.shutdown();
    }

    private LampSignal open(LampWiring wiring) {
        OutputPins pins =
                PiOutputs.over(
                        pi, new ReaderConfig("lamp", "gpio", wiring.device()), wiring.safe());
        wiring.pins()
                .forEach(
                        (part, pin) ->
                                output(pin)
                                        .addListener(
                                                event ->
                                                        note(
                                                                part,
                                                                wiring.level(part, true)
                                                                        == event.state()
                                                                                .isHigh())));
        begin = timer.nanoTime();
        return new LampSignal(wiring, pins, timer);
    }

    private DigitalOutput output(int pin) {
        return pi.registry().get("hasivu-lamp-" + pin, DigitalOutput.class);
    }

    private void note(Part part, boolean on) {
        long millis = Duration.ofNanos(timer.nanoTime() - begin).toMillis();
        seen.add("%d %s%s".formatted(millis, on ? "+" : "-", part.label()));
    }

    @Test
    void served_isGreenAndOpensTheGateForAMoment() {
        lamp.play(Outcome.SERVED);
        assertThat(seen)
                .as("lit when play returns")
                .containsExactly("0 +green", "0 +buzzer", "0 +relay");
        timer.pass(Duration.ofSeconds(10));
        assertThat(seen)
                .containsExactly(
                        "0 +green",
                        "0 +buzzer",
                        "0 +relay",
                        "120 -buzzer",
                        "2000 -relay",
                        "3000 -green");
    }

    @Test
    void alreadyServed_isRedAndAmberWithTwoBeeps() {
        lamp.play(Outcome.ALREADY_SERVED);
        timer.pass(Duration.ofSeconds(10));
        assertThat(seen)
                .containsExactly(
                        "0 +red",
                        "0 +amber",
                        "0 +buzzer",
                        "120 -buzzer",
                        "240 +buzzer",
                        "360 -buzzer",
                        "2500 -red",
                        "2500 -amber");
    }

    @Test
    void outOfService_isOneLongBeepAndRedAndAmberInTurn() {
        lamp.play(Outcome.OUT_OF_SERVICE);
        timer.pass(Duration.ofSeconds(10));
        assertThat(seen)
                .startsWith("0 +red", "0 +buzzer", "1000 -red", "1000 -buzzer", "1000 +amber")
                .endsWith("4000 -red", "4000 +amber", "4500 -amber")
                .hasSize(18);
    }

    @Test
    void newTap_cutsTheOldPatternShortAndNothingOfItComesLater() {
        lamp.play(Outcome.SERVED);
        timer.pass(Duration.ofMillis(500));
        seen.clear();
        lamp.play(Outcome.REFUSED);
        assertThat(seen)
                .as("off before on, so that red and green are never lit together")
                .containsExactly("500 -green", "500 -relay", "500 +red", "500 +buzzer");
        timer.pass(Duration.ofSeconds(10));
        assertThat(seen.subList(4, seen.size())).containsExactly("1100 -buzzer", "3000 -red");
    }

    @Test
    void sameOutcomeAgain_beginsAnew() {
        lamp.play(Outcome.SERVED);
        timer.pass(Duration.ofMillis(1_900));
        seen.clear();
        lamp.play(Outcome.SERVED);
        timer.pass(Duration.ofSeconds(10));
        assertThat(seen)
                .containsExactly("1900 +buzzer", "2020 -buzzer", "3900 -relay", "4900 -green");
    }

    @Test
    void lateThread_doesNotMoveTheStepsThatFollow() {
        timer.at(
                timer.nanoTime() + Duration.ofMillis(100).toNanos(),
                () -> timer.pass(Duration.ofMillis(300))); // a pause of 300 ms over the step at 120
        lamp.play(Outcome.NO_ORDER);
        timer.pass(Duration.ofSeconds(10));
        assertThat(seen).contains("0 +red").endsWith("2500 -red");
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void everyOutcome_endsDarkAndOnlyServedIsGreenOrOpensTheGate(Outcome outcome) {
        lamp.play(outcome);
        assertThat(seen).as("something at once").isNotEmpty();
        timer.pass(Pattern.LONGEST.plusMillis(1));
        Map<String, Integer> on = new java.util.TreeMap<>();
        for (String change : seen) {
            String part = change.split("[+-]")[1];
            on.merge(part, change.contains("+") ? 1 : -1, Integer::sum);
        }
        assertThat(on.values()).containsOnly(0);
        boolean opens = on.containsKey("relay") || on.containsKey("green");
        assertThat(opens).isEqualTo(outcome == Outcome.SERVED);
    }

    @Test
    void patterns_areAllDifferent() {
        assertThat(Patterns.usual().values())
                .doesNotHaveDuplicates()
                .hasSize(Outcome.values().length);
    }

    @Test
    void open_setsEveryPinToItsSafeLevelFirst() {
        assertThat(output(17).isLow()).isTrue();
        assertThat(output(5).isHigh()).as("a relay that closes by low").isTrue();
        assertThat(seen).isEmpty();
    }

    @Test
    void close_inTheMiddleLeavesNothingOn() {
        lamp.play(Outcome.SERVED);
        timer.pass(Duration.ofMillis(50));
        seen.clear();
        lamp.close();
        lamp.close();
        assertThat(seen).containsExactlyInAnyOrder("50 -green", "50 -buzzer", "50 -relay");
        timer.pass(Duration.ofSeconds(10));
        assertThat(seen).hasSize(3);
        assertThatThrownBy(() -> lamp.play(Outcome.SERVED))
                .isInstanceOf(SignalException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void parts_thatAreNotWiredAreLeftOut() {
        lamp.close();
        timer = new VirtualTimer();
        lamp =
                open(
                        new LampWiring(
                                "/dev/gpiochip0",
                                Map.of(Part.BUZZER, 22),
                                Set.of(),
                                Patterns.usual()));
        seen.clear();
        lamp.play(Outcome.NO_ORDER);
        timer.pass(Duration.ofSeconds(10));
        assertThat(seen)
                .containsExactly(
                        "0 +buzzer",
                        "120 -buzzer",
                        "240 +buzzer",
                        "360 -buzzer",
                        "480 +buzzer",
                        "600 -buzzer");
    }

    @Test
    void brokenPin_isToldAtOnceAndTheRelayGoesOffAllTheSame() {
        var pins = new BreakablePins();
        try (var broken = new LampSignal(WIRING, pins, timer)) {
            pins.broken.add(17);
            assertThatThrownBy(() -> broken.play(Outcome.SERVED))
                    .isInstanceOf(SignalException.class)
                    .hasMessage("signal.gpio: pin 17 does not switch");
            assertThat(pins.levels.get(5)).as("gate").isTrue();
            assertThat(pins.levels.get(22)).as("buzzer").isFalse();
            timer.pass(Duration.ofSeconds(10));
            assertThat(pins.levels.get(22)).as("no step of it follows").isFalse();

            pins.broken.clear();
            broken.play(Outcome.NO_ORDER);
            assertThat(pins.levels).containsEntry(27, true).containsEntry(22, true);
            pins.broken.add(22); // in the middle: the beep at 240 ms fails
            timer.pass(Duration.ofMillis(239));
            assertThat(pins.levels).containsEntry(27, true);
            timer.pass(Duration.ofMillis(1));
            assertThat(pins.levels).containsEntry(27, false).containsEntry(5, true);
            timer.pass(Duration.ofSeconds(10));
            assertThat(pins.levels).containsEntry(27, false);
        }
    }

    @Test
    void show_isTheOutcomeOfTheTap() {
        long at = lamp.show(Outcomes.shown(Shown.Lamp.RESHOWN));
        assertThat(at).isEqualTo(timer.nanoTime());
        assertThat(seen).contains("0 +green");
    }

    private static final class BreakablePins implements OutputPins {
        private final Map<Integer, Boolean> levels = new java.util.TreeMap<>();
        private final Set<Integer> broken = new java.util.HashSet<>();

        @Override
        public void set(int pin, boolean high) {
            if (broken.contains(pin) && high) {
                throw new ReaderException("reader lamp: pin %d does not switch".formatted(pin));
            }
            levels.put(pin, high);
        }

        @Override
        public void close() {}
    }
}
