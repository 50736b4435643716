package com.hasivu.reader.thingmagic;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.PresenceRules.Reads;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ThingMagicMachineTest {
    private static final byte[] VERSION =
            bytes("14 12 08 00 30 00 00 02 20 19 09 23 01 09 02 02 00 00 00 10");
    private static final byte[] TAG =
            bytes(
                    "10 00 1B 01 FF 01 01 C4 11 0E 16 40 00 00 01 27 00 00 05 00 00 0F"
                            + " 00 80 30 00 00 00 00 00 00 00 00 00 00 00 15 45 E9 4A");
    private static final byte[] BUFFER =
            bytes(
                    "01 FF 00 01 01 C4 11 0E 16 40 00 00 01 27 00 00 05 00 00 0F"
                            + " 00 80 30 00 00 00 00 00 00 00 00 00 00 00 15 45 E9 4A");

    private Machine<Link, ThingMagicAnswer> machine = machine(Map.of());
    private Link state = machine.start();
    private long now = 1_000;
    private final List<Integer> sent = new ArrayList<>();
    private final List<byte[]> frames = new ArrayList<>();
    private final List<ReaderEvent> told = new ArrayList<>();

    @Test
    void step_stopsNamesAndSetsUpThenReads() {
        up();
        assertThat(sent).containsExactly(0x2F, 0x03, 0x0C, 0x93, 0x97, 0x91, 0x92, 0x9A, 0x2F);
        assertThat(frames.get(4)).isEqualTo(bytes("FF 01 97 04 4B B9")); // India
        assertThat(frames.get(6)).startsWith(bytes("FF 02 92 03 E8")); // 10.00 dBm
        assertThat(told)
                .containsExactly(
                        new ReaderEvent.LinkUp(
                                "ThingMagic M6e Nano, firmware 01.09.02.02, region IN, 10.00 dBm"));
    }

    @Test
    void step_bootsAModuleInItsBootLoader() {
        open();
        answer(0x2F, 0x0101);
        answer(0x03, 0, VERSION);
        answer(0x0C, 0, (byte) 0x11);
        assertThat(sent.getLast()).isEqualTo(0x04);
        answer(0x04, 0, VERSION);
        assertThat(sent.getLast()).isEqualTo(0x93);
    }

    @Test
    void step_asksTheVersionOfAModuleThatHasNothingToStop() {
        open();
        passDeadline();
        assertThat(sent).containsExactly(0x2F, 0x03);
        assertThat(told).isEmpty();
    }

    @Test
    void step_tellsATagWithItsStrengthAndTheTimeOfItsFrame() {
        up();
        step(new Input.Received<>(new ThingMagicAnswer(0x22, 0, TAG), 777));
        assertThat(told.getLast())
                .isEqualTo(
                        new ReaderEvent.TagSeen(
                                CardRead.epc(new CardId("000000000000000000001545")).at(-60),
                                777,
                                false));
    }

    @Test
    void step_ignoresTagsOfAnEarlierConnection() {
        open();
        answer(0x22, 0, TAG);
        passDeadline();
        answer(0x22, 0, TAG);
        assertThat(told)
                .hasSize(2)
                .allMatch(event -> event.equals(new ReaderEvent.Fault("stray", 1)));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({"0400, ''", "0504, too hot", "0505, antenna", "0503, antenna", "0105, refused"})
    void step_takesAStatusAsASignOfLife(String status, String fault) {
        up();
        long quietAt = machine.deadline(state);
        now += 1_000_000_000;
        answer(0x22, Integer.parseInt(status, 16));
        assertThat(machine.deadline(state)).isEqualTo(quietAt + 1_000_000_000);
        assertThat(told.subList(1, told.size()))
                .isEqualTo(fault.isEmpty() ? List.of() : List.of(new ReaderEvent.Fault(fault, 1)));
    }

    @Test
    void step_setsUpAnewWhenTheModuleIsQuietAndTellsNoSecondLinkUp() {
        up();
        sent.clear();
        passDeadline();
        setUp();
        assertThat(sent).startsWith(0x2F, 0x03).endsWith(0x9A, 0x2F);
        assertThat(told).hasSize(1);
    }

    @Test
    void step_setsUpAnewWhenTheModuleRestarts() {
        up();
        sent.clear();
        answer(0x04, 0, VERSION);
        assertThat(sent).containsExactly(0x2F);
        setUp();
        assertThat(told).hasSize(1);
    }

    @Test
    void step_startsAgainWhenTheReadingEnds() {
        up();
        answer(0x22, 0, bytes("10 00 1B 01 FF 00 00 00"));
        assertThat(frames.getLast()).startsWith(bytes("FF 10 2F 00 00 01"));
        answer(0x2F, 0, bytes("01 22 00 00"));
        answer(0x2F, 0, (byte) 2); // someone stopped it
        assertThat(frames.getLast()).startsWith(bytes("FF 10 2F 00 00 01"));
        assertThat(told).hasSize(1);
    }

    @Test
    void step_tellsLinkDownOnceWithin5sOfSilence() {
        up();
        long silentSince = now;
        for (int i = 0; i < 40 && machine.deadline(state) != Machine.NEVER; i++) {
            passDeadline();
        }
        assertThat(told).hasSize(2).last().isInstanceOf(ReaderEvent.LinkDown.class);
        assertThat(((ReaderEvent.LinkDown) told.getLast()).why()).contains("M6e Nano", "power");
        assertThat(now - silentSince).isLessThan(5_000_000_000L);
        answer(0x22, 0, TAG);
        step(new Input.Lost<>("gone"));
        assertThat(told).hasSize(2);
    }

    @Test
    void step_takesTheModulesLeastPowerWhenOursIsTooLow() {
        setUpTo(0x92);
        answer(0x92, 0x0106);
        assertThat(frames.getLast()).startsWith(bytes("FF 01 62 01"));
        answer(0x62, 0, bytes("01 0A 8C 0A 8C 05 DC"));
        assertThat(frames.getLast()).startsWith(bytes("FF 02 92 05 DC"));
        setUp();
        assertThat(((ReaderEvent.LinkUp) told.getLast()).detail()).contains("15.00 dBm");
    }

    @ParameterizedTest(name = "least power {0}")
    @CsvSource({"05DC", "03E8", "0000"})
    void step_isDownWhenTheModuleRefusesItsOwnLeastPower(String least) {
        open();
        for (int i = 0; i < 200 && machine.deadline(state) != Machine.NEVER; i++) {
            switch (sent.getLast()) {
                case 0x92 -> answer(0x92, 0x0106);
                case 0x62 -> answer(0x62, 0, bytes("01 0A 8C 0A 8C " + least));
                default -> answer(sent.getLast(), 0, content(sent.getLast()));
            }
        }
        assertThat(((ReaderEvent.LinkDown) told.getLast()).why()).contains("power-dbm");
    }

    @Test
    void step_isDownWhenReadingBeginsAgainAndAgainButNothingIsRead() {
        up();
        for (int i = 0; i < 20 && machine.deadline(state) != Machine.NEVER; i++) {
            passDeadline();
            for (int j = 0; j < 20 && state instanceof Link.Asking; j++) {
                answer(sent.getLast(), 0, content(sent.getLast()));
            }
        }
        assertThat(told.getLast()).isInstanceOf(ReaderEvent.LinkDown.class);
    }

    @ParameterizedTest(name = "op {0}: {1}")
    @CsvSource({"97, region", "91, antenna", "92, power-dbm"})
    void step_namesTheSettingAModuleRefuses(String op, String setting) {
        for (int i = 0; i < ThingMagicMachine.FAILURES; i++) {
            if (i == 0) {
                open();
            }
            setUpUntil(Integer.parseInt(op, 16));
            answer(Integer.parseInt(op, 16), 0x0105);
        }
        assertThat(told.getLast()).isInstanceOf(ReaderEvent.LinkDown.class);
        assertThat(((ReaderEvent.LinkDown) told.getLast()).why()).contains(setting, "0105");
    }

    @Test
    void step_tellsHowToReadWithAModuleThatDoesNotReadContinuously() {
        open();
        for (int i = 0; i < ThingMagicMachine.FAILURES; i++) {
            setUpUntil(0x9A);
            answer(0x9A, 0);
            answer(0x2F, 0x0102);
        }
        assertThat(((ReaderEvent.LinkDown) told.getLast()).why()).contains("polled");
    }

    @Test
    void step_asksAgainAndAgainWhenPolled() {
        machine = machine(Map.of("polled", "true"));
        setUpTo(0x92);
        answer(0x92, 0);
        sent.clear();
        for (int round = 0; round < 2; round++) {
            answer(0x2A, 0);
            answer(0x22, 0, bytes("00 00 13 01"));
            answer(0x29, 0, BUFFER);
            passDeadline();
        }
        answer(0x2A, 0);
        answer(0x22, 0x0400); // no tag
        passDeadline();
        assertThat(sent).containsExactly(0x22, 0x29, 0x2A, 0x22, 0x29, 0x2A, 0x22, 0x2A);
        assertThat(told)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("LinkUp", "TagSeen", "TagSeen");
    }

    @Test
    void step_pollsAgainSoonAfterALostAnswerAndGivesUpAfterThree() {
        machine = machine(Map.of("polled", "true"));
        setUpTo(0x92);
        answer(0x92, 0);
        answer(0x2A, 0);
        answer(0x22, 0x0400);
        passDeadline();
        sent.clear();
        passDeadline();
        assertThat(sent).containsExactly(0x2A);
        passDeadline();
        passDeadline();
        assertThat(told.getLast()).isInstanceOf(ReaderEvent.LinkDown.class);
    }

    @Test
    void step_tellsStaleBytesAndALostPortOnce() {
        step(new Input.Opened<>(27));
        step(new Input.Lost<>("gone"));
        step(new Input.Lost<>("gone"));
        assertThat(told)
                .containsExactly(
                        new ReaderEvent.Fault("stale", 27), new ReaderEvent.LinkDown("gone"));
        assertThat(machine.deadline(state)).isEqualTo(Machine.NEVER);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "region, XX, IN",
        "antenna, 17, 1 to 16",
        "antenna, 0, above zero",
        "power-dbm, 32, 1 to 31",
        "polled, yes, true or false",
        "margin, none, whole number",
    })
    void presence_refusesABadSettingAndSaysHowToWriteIt(String key, String value, String fix) {
        var config = new ReaderConfig("counter-1", "thingmagic", "/dev/x", Map.of(key, value));
        assertThatThrownBy(() -> new ThingMagicDriver().presence(config))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", key, value, fix);
    }

    @Test
    void presence_dependsOnWhetherTheModuleReadsByItself() {
        var driver = new ThingMagicDriver();
        var polled = new ReaderConfig("c", "thingmagic", "/dev/x", Map.of("polled", "true"));
        var plain = new ReaderConfig("c", "thingmagic", "/dev/x");
        assertThat(driver.presence(polled).reads()).isEqualTo(Reads.WHEN_ASKED);
        assertThat(driver.presence(plain).reads()).isEqualTo(Reads.BY_ITSELF);
        assertThat(driver.presence(plain).dominance()).isPresent();
    }

    private static ThingMagicMachine machine(Map<String, String> settings) {
        return new ThingMagicMachine(
                ThingMagicSetup.from(new ReaderConfig("c", "thingmagic", "/dev/x", settings)));
    }

    private void open() {
        step(new Input.Opened<>(0));
    }

    private void up() {
        open();
        setUp();
        assertThat(told).singleElement().isInstanceOf(ReaderEvent.LinkUp.class);
    }

    private void setUp() {
        while (!(state instanceof Link.Reading)) {
            answer(sent.getLast(), 0, content(sent.getLast()));
        }
    }

    private void setUpTo(int op) {
        open();
        setUpUntil(op);
    }

    private void setUpUntil(int op) {
        while (sent.getLast() != op) {
            answer(sent.getLast(), 0, content(sent.getLast()));
        }
    }

    private static byte[] content(int op) {
        return switch (op) {
            case 0x03 -> VERSION;
            case 0x0C -> new byte[] {0x12};
            default -> new byte[0];
        };
    }

    private void answer(int op, int status, byte... data) {
        step(new Input.Received<>(new ThingMagicAnswer(op, status, data), now));
    }

    private void passDeadline() {
        now = machine.deadline(state);
        step(new Input.Deadline<>());
    }

    private void step(Input<ThingMagicAnswer> input) {
        Step<Link> step = machine.step(state, input, now);
        state = step.state();
        for (Effect effect : step.effects()) {
            switch (effect) {
                case Effect.Send(var frame) -> {
                    sent.add(frame[2] & 0xFF);
                    frames.add(frame);
                }
                case Effect.Tell(var event) -> told.add(event);
            }
        }
    }
}
