package com.hasivu.reader.r2000;

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
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

class R2000MachineTest {
    private static final String FIRMWARE = "a0030172ea";
    private static final String INVENTORY = "a004018901d1";
    private static final byte[] TAG = bytes("04 10 00 11 22 33 44 5D");
    private static final byte[] END = bytes("00 00 1B 00 00 00 01");

    private Machine<Link, R2000Frame> machine = machine(Map.of("address", "1"));
    private Link state = machine.start();
    private long now = 1_000;
    private final List<String> sent = new ArrayList<>();
    private final List<ReaderEvent> told = new ArrayList<>();

    @Test
    void step_setsAntennaAndPowerAndAsksForTags() {
        open();
        answer(0x72, 1, 9);
        answer(0x74, 0x10);
        answer(0x77, 30);
        answer(0x76, 0x10);
        assertThat(sent)
                .containsExactly(FIRMWARE, "a004017400e7", "a0030177e5", "a00401760adb", INVENTORY);
        assertThat(told)
                .containsExactly(new ReaderEvent.LinkUp("R2000 reader, firmware 1.9, 10 dBm"));
    }

    @ParameterizedTest(name = "power {0}: set {1}")
    @CsvSource({"0A, false", "0A0A0A0A, false", "0A0A0A1E, true", "1E, true"})
    void step_setsThePowerOnlyWhereItDiffers(String power, boolean isSet) {
        open();
        answer(0x72, 1, 9);
        answer(0x74, 0x10);
        step(new Input.Received<>(new R2000Frame(1, 0x77, bytes(power)), now));
        assertThat(sent.getLast()).isEqualTo(isSet ? "a00401760adb" : INVENTORY);
    }

    @Test
    void step_asksWhoeverListensUnlessAnAddressIsSet() {
        machine = machine(Map.of());
        open();
        assertThat(sent).containsExactly("a003ff72ec");
        answer(0x72, 1, 9);
        assertThat(sent).hasSize(2);
    }

    @Test
    void step_tellsEachTagWithAWeakCheckUntilTheRoundEnds() {
        up();
        step(new Input.Received<>(new R2000Frame(1, 0x89, TAG), 777));
        assertThat(told.getLast())
                .isEqualTo(
                        new ReaderEvent.TagSeen(
                                CardRead.epc(new CardId("11223344")).at(-36), 777, true));
        int asked = sent.size();
        step(new Input.Received<>(new R2000Frame(1, 0x89, TAG), 778));
        assertThat(sent).hasSize(asked);
        step(new Input.Received<>(new R2000Frame(1, 0x89, END), now));
        assertThat(machine.deadline(state)).isEqualTo(now + R2000Machine.REST_NANOS);
        passDeadline();
        assertThat(sent.getLast()).isEqualTo(INVENTORY);
    }

    @ParameterizedTest(name = "error {0} -> {1}")
    @CsvSource({"22, antenna", "0422, antenna", "31, refused"})
    void step_restsAfterAnErrorAndGoesOn(String error, String fault) {
        up();
        step(new Input.Received<>(new R2000Frame(1, 0x89, bytes(error)), now));
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.Fault(fault, 1));
        assertThat(machine.deadline(state)).isEqualTo(now + R2000Machine.TROUBLE_REST_NANOS);
        passDeadline();
        assertThat(sent.getLast()).isEqualTo(INVENTORY);
    }

    @Test
    void step_countsAnEpcWithoutACard() {
        up();
        var data = new byte[66];
        step(new Input.Received<>(new R2000Frame(1, 0x89, data), now));
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.Fault("EPC length", 1));
    }

    @Test
    void step_ignoresTagsOfAnEarlierConnectionAndOtherReaders() {
        open();
        step(new Input.Received<>(new R2000Frame(1, 0x89, TAG), now));
        step(new Input.Received<>(new R2000Frame(2, 0x72, bytes("01 09")), now));
        assertThat(told)
                .hasSize(2)
                .allMatch(event -> event.equals(new ReaderEvent.Fault("stray", 1)));
    }

    @Test
    void step_asksAgainSoonAfterADamagedRoundButNotForEver() {
        up();
        step(new Input.Dropped<>("checksum", 21));
        long soon = now + R2000Machine.DAMAGE_NANOS;
        assertThat(machine.deadline(state)).isEqualTo(soon);
        now += 5_000_000;
        step(new Input.Dropped<>("noise", 900));
        assertThat(machine.deadline(state)).isEqualTo(soon);
        passDeadline();
        assertThat(sent.getLast()).isEqualTo(INVENTORY);
    }

    /** A floating line, or an adapter that hears itself: bytes in each round, and no reader. */
    @Test
    void step_tellsLinkDownWhenOnlyNoiseComes() {
        up();
        long since = now;
        for (int i = 0; i < 100 && machine.deadline(state) != Machine.NEVER; i++) {
            step(new Input.Dropped<>("noise", 1));
            passDeadline();
        }
        assertThat(told.getLast()).isInstanceOf(ReaderEvent.LinkDown.class);
        assertThat(now - since).isLessThan(2_000_000_000L);
    }

    @Test
    void step_staysUpWhenARoundInAFewIsSound() {
        up();
        for (int i = 0; i < 100; i++) {
            step(new Input.Dropped<>("noise", 1));
            passDeadline();
            if (i % 10 == 0) {
                step(new Input.Received<>(new R2000Frame(1, 0x89, END), now));
                passDeadline();
            }
        }
        assertThat(told).noneMatch(ReaderEvent.LinkDown.class::isInstance);
    }

    @Test
    void step_asksForTheFirmwareAfterSilenceAndTellsNoSecondLinkUp() {
        up();
        passDeadline();
        assertThat(sent.getLast()).isEqualTo(FIRMWARE);
        answer(0x72, 1, 9);
        answer(0x74, 0x10);
        answer(0x77, 10);
        assertThat(sent.getLast()).isEqualTo(INVENTORY);
        assertThat(told).hasSize(1);
    }

    @Test
    void step_tellsLinkDownOnceWithin2sOfSilence() {
        up();
        long silentSince = now;
        for (int i = 0; i < 40 && machine.deadline(state) != Machine.NEVER; i++) {
            passDeadline();
        }
        assertThat(told).hasSize(2).last().isInstanceOf(ReaderEvent.LinkDown.class);
        assertThat(now - silentSince).isLessThan(2_000_000_000L);
        step(new Input.Lost<>("gone"));
        step(new Input.Received<>(new R2000Frame(1, 0x89, TAG), now));
        assertThat(told).hasSize(2);
    }

    @Test
    void step_namesTheSettingAReaderRefuses() {
        open();
        for (int i = 0; i < R2000Machine.FAILURES; i++) {
            answer(0x72, 1, 9);
            answer(0x74, 0x10);
            answer(0x77, 30);
            answer(0x76, 0x48);
        }
        assertThat(((ReaderEvent.LinkDown) told.getLast()).why()).contains("power-dbm 10", "48");
    }

    @Test
    void step_tellsStaleBytesAndALostPortOnce() {
        step(new Input.Opened<>(21));
        step(new Input.Lost<>("gone"));
        step(new Input.Lost<>("gone"));
        assertThat(told)
                .containsExactly(
                        new ReaderEvent.Fault("stale", 21), new ReaderEvent.LinkDown("gone"));
        assertThat(machine.deadline(state)).isEqualTo(Machine.NEVER);
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "address, 256, 255 or less",
        "power-dbm, 34, 33 or less",
        "antenna, 5, 4 or less",
        "antenna, 0, above zero",
        "least-strength, 101, 0 to 100",
    })
    void presence_refusesABadSettingAndSaysHowToWriteIt(String key, String value, String fix) {
        var config = new ReaderConfig("counter-1", "r2000", "/dev/x", Map.of(key, value));
        assertThatThrownBy(() -> new R2000Driver().presence(config))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", value, fix);
    }

    @Test
    void presence_isOfAReaderThatLooksWhenAskedAndSeesNeighbours() {
        var rules = new R2000Driver().presence(new ReaderConfig("c", "r2000", "/dev/x"));
        assertThat(rules.reads()).isEqualTo(Reads.WHEN_ASKED);
        assertThat(rules.dominance()).isPresent();
    }

    private static R2000Machine machine(Map<String, String> settings) {
        return new R2000Machine(
                R2000Setup.from(new ReaderConfig("c", "r2000", "/dev/x", settings)));
    }

    private void open() {
        step(new Input.Opened<>(0));
    }

    private void up() {
        open();
        answer(0x72, 1, 9);
        answer(0x74, 0x10);
        answer(0x77, 10);
        assertThat(told).singleElement().isInstanceOf(ReaderEvent.LinkUp.class);
    }

    private void answer(int command, int... data) {
        var content = new byte[data.length];
        for (int i = 0; i < data.length; i++) {
            content[i] = (byte) data[i];
        }
        step(new Input.Received<>(new R2000Frame(1, command, content), now));
    }

    private void passDeadline() {
        now = machine.deadline(state);
        step(new Input.Deadline<>());
    }

    private void step(Input<R2000Frame> input) {
        Step<Link> step = machine.step(state, input, now);
        state = step.state();
        for (Effect effect : step.effects()) {
            switch (effect) {
                case Effect.Send(var frame) -> sent.add(HexFormat.of().formatHex(frame));
                case Effect.Tell(var event) -> told.add(event);
            }
        }
    }
}
