package com.hasivu.reader.yrm100;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

class Yrm100MachineTest {
    private static final String STOP = "bb00280000287e";
    private static final String INFO = "bb000300010004" + "7e";
    private static final String EUROPE = "bb00070001030b7e";
    private static final String POWER_10 = "bb00b6000203e8a37e";
    private static final String POWER_11 = "bb00b60002044c087e";
    private static final String GET_POWER = "bb00b70000b77e";
    private static final String POLL = "bb0027000322ffff4a7e";
    private static final byte[] M100 = bytes("00 4D 31 30 30 20 32 36 64 42 6D 20 56 31 2E 30");
    private static final byte[] DONE = {0};
    private static final CardId EPC = new CardId("30751FEB705C5904E3D50D70");
    private static final Yrm100Frame NO_TAG = new Yrm100Frame.Failure(0x15);
    private static final Yrm100Frame MALFORMED = new Yrm100Frame.Failure(0x17);

    private Machine<Link, Yrm100Frame> machine = new Yrm100Machine(10, Optional.empty());
    private Link state = machine.start();
    private long now = 1_000;
    private final List<String> sent = new ArrayList<>();
    private final List<ReaderEvent> told = new ArrayList<>();

    @Test
    void step_stopsAsksSetsPowerThenPolls() {
        open();
        answer(0x28, DONE);
        answer(0x03, M100);
        answer(0xB6, DONE);
        assertThat(told).isEmpty();
        answer(0xB7, bytes("03 E8"));
        assertThat(sent).containsExactly(STOP, INFO, POWER_10, GET_POWER, POLL);
        assertThat(told).containsExactly(new ReaderEvent.LinkUp("M100 26dBm V1.0, 10.00 dBm"));
    }

    @Test
    void step_setsTheRegionThatIsConfigured() {
        machine = new Yrm100Machine(10, Optional.of(Region.EUROPE));
        open();
        answer(0x28, DONE);
        answer(0x03, M100);
        assertThat(sent.getLast()).isEqualTo(EUROPE);
        answer(0x07, DONE);
        assertThat(sent.getLast()).isEqualTo(POWER_10);
    }

    @Test
    void step_isDownWhenTheRegionIsRefused() {
        machine = new Yrm100Machine(10, Optional.of(Region.EUROPE));
        open();
        answer(0x28, DONE);
        answer(0x03, M100);
        receive(MALFORMED);
        assertThat(told)
                .singleElement()
                .isInstanceOfSatisfying(
                        ReaderEvent.LinkDown.class,
                        down -> assertThat(down.why()).contains("region"));
    }

    @Test
    void step_isDownWithTheFixWhenTheLeastPowerIsAboveTheWantedOne() {
        open();
        answer(0x28, DONE);
        answer(0x03, M100);
        receive(MALFORMED);
        assertThat(sent.getLast()).isEqualTo(POWER_11);
        answer(0xB6, (byte) 1);
        answer(0xB6, DONE);
        answer(0xB7, bytes("07 08"));
        assertThat(((ReaderEvent.LinkDown) told.getFirst()).why())
                .contains("18.00 dBm", "power-dbm 10", "queue", "power-dbm: 18");
    }

    @Test
    void step_isDownWhenEveryPowerIsRefused() {
        open();
        answer(0x28, DONE);
        answer(0x03, M100);
        for (int i = 0; i < 40; i++) {
            receive(MALFORMED);
        }
        assertThat(told).singleElement().isInstanceOf(ReaderEvent.LinkDown.class);
        assertThat(sent).hasSizeLessThan(30);
    }

    @Test
    void step_tellsATagWithItsStrengthAndTheTimeOfItsFrame() {
        up();
        step(new Input.Received<>(new Yrm100Frame.Tag(EPC, -55), 777));
        assertThat(told.getLast())
                .isEqualTo(new ReaderEvent.TagSeen(CardRead.epc(EPC).at(-55), 777, false));
        assertThat(CardRead.epc(EPC).at(-55).strength()).hasValue(50);
    }

    @Test
    void step_stirsNobodyWithRoundsWithoutATag() {
        up();
        receive(NO_TAG);
        assertThat(told).hasSize(1);
        assertThat(machine.deadline(state)).isEqualTo(now + Yrm100Machine.QUIET_NANOS);
    }

    @Test
    void step_startsOverWithPowerWhenTheModuleFallsSilent() {
        up();
        sent.clear();
        passDeadline();
        assertThat(sent).containsExactly(STOP);
        answer(0x28, DONE);
        answer(0x03, M100);
        answer(0xB6, DONE);
        answer(0xB7, bytes("03 E8"));
        assertThat(sent).containsExactly(STOP, INFO, POWER_10, GET_POWER, POLL);
        assertThat(told).hasSize(1); // no second LinkUp, no LinkDown
    }

    @Test
    void step_asksOnWhenStopIsNotAnswered() {
        open();
        passDeadline();
        assertThat(sent).containsExactly(STOP, INFO);
        assertThat(told).isEmpty();
    }

    @Test
    void step_takesTheLastRoundOfAStoppedPollForNoAnswer() {
        open();
        receive(NO_TAG);
        receive(new Yrm100Frame.Failure(0x20));
        assertThat(sent).containsExactly(STOP);
        answer(0x28, DONE);
        receive(NO_TAG);
        assertThat(sent).containsExactly(STOP, INFO);
    }

    @Test
    void step_tellsLinkDownOnceAfterFourSilencesWithinTwoSeconds() {
        up();
        long silentSince = now;
        while (machine.deadline(state) != Machine.NEVER) {
            passDeadline();
        }
        assertThat(now - silentSince).isLessThan(2_000_000_000L);
        step(new Input.Lost<>("gone"));
        receive(NO_TAG);
        assertThat(told).hasSize(2).last().isInstanceOf(ReaderEvent.LinkDown.class);
    }

    @Test
    void step_isDownWhenEveryQuestionIsAnsweredButNoRoundIsEverTold() {
        up();
        for (int i = 0; i < 20 && machine.deadline(state) != Machine.NEVER; i++) {
            passDeadline();
            answer(0x28, DONE);
            answer(0x03, M100);
            answer(0xB6, DONE);
            answer(0xB7, bytes("03 E8"));
            receive(MALFORMED); // it refuses to poll
        }
        assertThat(told.getLast()).isInstanceOf(ReaderEvent.LinkDown.class);
    }

    @Test
    void step_countsSilencesAnewOnceARoundWasHeard() {
        up();
        for (int i = 0; i < 20; i++) {
            passDeadline();
            answer(0x28, DONE);
            answer(0x03, M100);
            answer(0xB6, DONE);
            answer(0xB7, bytes("03 E8"));
            receive(NO_TAG);
        }
        assertThat(told).hasSize(1);
    }

    /** It tells its name but takes no power: no link, and not asked for ever. */
    @Test
    void step_isDownWhenOnlyTheNameIsTold() {
        open();
        for (int i = 0; i < 20 && told.isEmpty(); i++) {
            answer(0x28, DONE);
            answer(0x03, M100);
            passDeadline();
        }
        assertThat(told).singleElement().isInstanceOf(ReaderEvent.LinkDown.class);
    }

    @Test
    void step_servesNobodyByATagFromBeforeTheFirstPoll() {
        open();
        receive(new Yrm100Frame.Tag(EPC, -40));
        answer(0x28, DONE);
        receive(new Yrm100Frame.Tag(EPC, -40));
        assertThat(told)
                .hasSize(2)
                .allMatch(event -> event.equals(new ReaderEvent.Fault("stray", 1)));
    }

    @Test
    void step_countsWhatItCannotUse() {
        up();
        told.clear();
        step(new Input.Dropped<>("checksum", 24));
        receive(new Yrm100Frame.OddTag(2));
        receive(new Yrm100Frame.OtherNotice(0x30));
        receive(new Yrm100Frame.HostCommand(0x27));
        receive(new Yrm100Frame.Failure(0x20));
        receive(MALFORMED);
        answer(0x28, DONE);
        assertThat(told)
                .containsExactly(
                        new ReaderEvent.Fault("checksum", 24),
                        new ReaderEvent.Fault("epc length", 1),
                        new ReaderEvent.Fault("stray", 1),
                        new ReaderEvent.Fault("echo", 1),
                        new ReaderEvent.Fault("channels busy", 1),
                        new ReaderEvent.Fault("refused", 1),
                        new ReaderEvent.Fault("stray", 1));
    }

    @Test
    void step_reportsBytesFromBeforeTheConnection() {
        step(new Input.Opened<>(24));
        assertThat(told).containsExactly(new ReaderEvent.Fault("stale", 24));
        assertThat(sent).containsExactly(STOP);
    }

    private void open() {
        step(new Input.Opened<>(0));
    }

    private void up() {
        open();
        answer(0x28, DONE);
        answer(0x03, M100);
        answer(0xB6, DONE);
        answer(0xB7, bytes("03 E8"));
    }

    private void answer(int command, byte... data) {
        receive(new Yrm100Frame.Response(command, data));
    }

    private void receive(Yrm100Frame frame) {
        step(new Input.Received<>(frame, now));
    }

    private void passDeadline() {
        now = machine.deadline(state);
        step(new Input.Deadline<>());
    }

    private void step(Input<Yrm100Frame> input) {
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
