package com.hasivu.reader.pn532;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardFamily;
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

class Pn532MachineTest {
    private static final String SAM = "0000ff05fbd4140114010200";
    private static final String FIRMWARE = "0000ff02fed4022a00";
    private static final String POLL = "0000ff04fcd44a0100e100";
    private static final String WAKE = "55550000000000000000000000000000";
    private static final String ABORT = "0000ff00ff00";
    private static final byte[] CARD = bytes("01 01 00 04 08 04 CB 98 A6 05");
    private static final byte[] VERSION = bytes("32 01 06 07");

    private final Machine<Link, Pn532Frame> machine = new Pn532Machine();
    private Link state = machine.start();
    private long now = 1_000;
    private final List<String> sent = new ArrayList<>();
    private final List<ReaderEvent> told = new ArrayList<>();

    @Test
    void step_wakesConfiguresAsksTheFirmwareThenPolls() {
        open();
        assertThat(sent).containsExactly(WAKE, SAM);
        acknowledge();
        answer(0x15);
        assertThat(sent.getLast()).isEqualTo(FIRMWARE);
        acknowledge();
        assertThat(told).isEmpty();
        answer(0x03, VERSION);
        assertThat(told).containsExactly(new ReaderEvent.LinkUp("PN532, firmware 1.6"));
        assertThat(sent.getLast()).isEqualTo(POLL);
    }

    @Test
    void step_tellsACardWithTheTimeOfItsFrameAndPollsAgainAfterARest() {
        up();
        acknowledge();
        step(new Input.Received<>(new Pn532Frame.Answer(0x4B, CARD), 777));
        assertThat(told.getLast())
                .isEqualTo(
                        new ReaderEvent.TagSeen(
                                CardRead.uid(new CardId("CB98A605"), CardFamily.ISO_14443_A),
                                777,
                                true));
        assertThat(machine.deadline(state)).isEqualTo(now + Pn532Machine.HOLD_NANOS);
        passDeadline();
        assertThat(sent.getLast()).isEqualTo(POLL);
    }

    @Test
    void step_pollsSoonAfterAnEmptyAnswer() {
        up();
        acknowledge();
        answer(0x4B, (byte) 0);
        assertThat(told).hasSize(1);
        assertThat(machine.deadline(state)).isEqualTo(now + Pn532Machine.EMPTY_NANOS);
    }

    @Test
    void step_stopsAQuietPollAndAsksWhetherTheChipIsAlive() {
        up();
        acknowledge();
        passDeadline();
        assertThat(sent.subList(sent.size() - 2, sent.size())).containsExactly(ABORT, FIRMWARE);
        acknowledge();
        answer(0x03, VERSION);
        assertThat(sent.getLast()).isEqualTo(POLL);
        assertThat(told).hasSize(1); // no second LinkUp
    }

    @Test
    void step_startsOverFromWakingWhenTheChipIsSilent() {
        up();
        sent.clear();
        passDeadline(); // no ACK
        passDeadline(); // pause over
        assertThat(sent).containsExactly(WAKE, SAM);
        assertThat(told).hasSize(1); // not yet down
    }

    @Test
    void step_tellsLinkDownOnceAfterFourSilencesAndUpAgainWhenItAnswers() {
        open();
        long openedAt = now;
        for (int i = 0; i < 40; i++) {
            passDeadline();
        }
        assertThat(told).singleElement().isInstanceOf(ReaderEvent.LinkDown.class);
        assertThat(now - openedAt).isGreaterThan(5_000_000_000L); // probes slow down
        answerAll();
        assertThat(told).hasSize(2).last().isInstanceOf(ReaderEvent.LinkUp.class);
    }

    @Test
    void step_tellsLinkDownWithinOneSecondOfSilence() {
        up();
        long silentSince = now;
        while (told.size() < 2) {
            passDeadline();
        }
        assertThat(told.getLast()).isInstanceOf(ReaderEvent.LinkDown.class);
        assertThat(now - silentSince).isLessThan(1_000_000_000L);
    }

    @Test
    void step_ignoresACardItDidNotAskFor() {
        open();
        answer(0x4B, CARD); // a poll of an earlier connection
        acknowledge();
        answer(0x4B, CARD);
        assertThat(told)
                .allMatch(event -> event.equals(new ReaderEvent.Fault("stray", 1)))
                .hasSize(2);
    }

    @Test
    void step_ignoresACardBeforeItsPollIsAcknowledged() {
        up();
        answer(0x4B, CARD);
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.Fault("stray", 1));
    }

    @Test
    void step_pollsAgainSoonAfterADamagedAnswer() {
        up();
        acknowledge();
        step(new Input.Dropped<>("checksum", 3));
        assertThat(machine.deadline(state)).isEqualTo(now + Pn532Machine.DAMAGE_NANOS);
        now += 5_000_000;
        step(new Input.Dropped<>("noise", 900)); // a noisy line must not put it off for ever
        assertThat(machine.deadline(state)).isEqualTo(now - 5_000_000 + Pn532Machine.DAMAGE_NANOS);
    }

    @Test
    void step_startsOverWhenTheChipRefuses() {
        up();
        acknowledge();
        step(new Input.Received<>(new Pn532Frame.SyntaxError(), now));
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.Fault("refused", 1));
        passDeadline();
        assertThat(sent.getLast()).isEqualTo(SAM);
    }

    @Test
    void step_countsNonsenseAndGoesOn() {
        up();
        acknowledge();
        answer(0x4B, bytes("01 01 00 44 00 04 CB 98 A6 05"));
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.Fault("nonsense", 1));
        passDeadline();
        assertThat(sent.getLast()).isEqualTo(POLL);
    }

    @Test
    void step_tellsALostPortOnce() {
        up();
        step(new Input.Lost<>("gone"));
        step(new Input.Lost<>("gone"));
        answer(0x4B, CARD);
        assertThat(told.subList(1, told.size())).containsExactly(new ReaderEvent.LinkDown("gone"));
        assertThat(machine.deadline(state)).isEqualTo(Machine.NEVER);
    }

    @Test
    void step_reportsStaleBytes() {
        step(new Input.Opened<>(19));
        assertThat(told).containsExactly(new ReaderEvent.Fault("stale", 19));
    }

    private void open() {
        step(new Input.Opened<>(0));
        passDeadline();
    }

    private void up() {
        open();
        answerAll();
        assertThat(told).singleElement().isInstanceOf(ReaderEvent.LinkUp.class);
    }

    /** Lets the chip answer until it is polled. */
    private void answerAll() {
        while (!sent.getLast().equals(POLL)) {
            if (state instanceof Link.Waking) {
                passDeadline();
            }
            acknowledge();
            answer(sent.getLast().equals(SAM) ? 0x15 : 0x03, VERSION);
        }
    }

    private void acknowledge() {
        step(new Input.Received<>(new Pn532Frame.Ack(), now));
    }

    private void answer(int code, byte... data) {
        step(new Input.Received<>(new Pn532Frame.Answer(code, data), now));
    }

    private void passDeadline() {
        now = machine.deadline(state);
        step(new Input.Deadline<>());
    }

    private void step(Input<Pn532Frame> input) {
        Step<Link> step = machine.step(state, input, now);
        state = step.state();
        for (Effect effect : step.effects()) {
            switch (effect) {
                case Effect.Send(var bytes) -> sent.add(HexFormat.of().formatHex(bytes));
                case Effect.Tell(var event) -> told.add(event);
            }
        }
    }
}
