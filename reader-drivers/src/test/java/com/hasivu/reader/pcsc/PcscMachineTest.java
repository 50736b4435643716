package com.hasivu.reader.pcsc;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.Indication;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;
import com.hasivu.reader.pcsc.SlotFrame.Word;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

class PcscMachineTest {
    private static final String UID = "> card FFCA000000";
    private static final String CARD = "CB98A6059000";
    private static final String OTHER = "04A1B2C3D4E5F69000";

    private PcscMachine machine = new PcscMachine("Some Reader 00 00", false);
    private Link state = machine.start();
    private long now = 1_000;
    private final List<String> heard = new ArrayList<>();

    @Test
    void link_isUpWhenTheSlotHasTold() {
        input(new Input.Opened<>(0));
        expect();
        told(Word.ABSENT).expect("up Some Reader 00 00");
        assertThat(machine.deadline(state)).isEqualTo(Machine.NEVER);
    }

    @Test
    void look_isTwoEqualAnswers() {
        withCard();
        answer(CARD).expect(UID);
        answer(CARD).expect("card CB98A605");
        late().expect(UID);
        answer(CARD).expect(UID);
        answer(CARD).expect("card CB98A605");
    }

    @Test
    void look_isNoCardWhenTheAnswersDiffer() {
        withCard();
        answer(CARD).expect(UID);
        answer(OTHER).expect("fault two cards");
        late().expect(UID);
    }

    @Test
    void look_startsAnewWhenTheCardWasChangedMeanwhile() {
        withCard();
        answer(CARD).expect(UID);
        told(Word.ABSENT).told(Word.PRESENT).expect();
        answer(OTHER).expect(UID);
        answer(OTHER).expect("card 04A1B2C3D4E5F6");
    }

    @Test
    void look_endsWhenTheCardHasGone() {
        withCard();
        told(Word.ABSENT).expect();
        told(Word.GONE).expect();
        assertThat(machine.deadline(state)).isEqualTo(Machine.NEVER);
        told(Word.PRESENT).expect(UID);
    }

    @Test
    void held_isLookedAtAgainAfterTheHoldTime() {
        withCard();
        answer(CARD).answer(CARD);
        assertThat(machine.deadline(state)).isEqualTo(now + PcscMachine.HOLD_NANOS);
    }

    @Test
    void wrongAnswers_areCountedAndAskedAgain() {
        withCard();
        answer("6300").expect("fault no uid");
        late().expect(UID);
        answer("6982").expect("fault status word");
        late().expect(UID);
        answer("0102039000").expect("fault uid length");
        late().expect(UID);
        told(Word.TAKEN).expect("fault in use");
        late().expect(UID);
        told(Word.FAILED).expect("fault failed");
        late().expect(UID);
    }

    @Test
    void muteCard_isCountedAndNotAsked() {
        input(new Input.Opened<>(0));
        told(Word.MUTE).expect("up Some Reader 00 00", "fault mute card");
        told(Word.PRESENT).expect(UID);
    }

    @Test
    void silence_isALostLink() {
        withCard();
        late().expect("down Some Reader 00 00 does not answer in 6 s");
        told(Word.PRESENT).answer(CARD);
        input(new Input.Lost<>("gone"));
        expect();
    }

    @Test
    void answerNobodyAskedFor_isStray() {
        input(new Input.Opened<>(0));
        told(Word.ABSENT).expect("up Some Reader 00 00");
        answer(CARD).expect("fault stray");
    }

    @Test
    void otherReader_hasNoLamp() {
        withCard();
        input(new Input.Indicate<>(Indication.ACCEPTED));
        answer(CARD).answer(CARD).expect(UID, "card CB98A605");
    }

    @Test
    void acr122_isSetUpBeforeTheFirstLook() {
        acr122();
        told(Word.PRESENT).expect("> reader FF00480000");
        answer(HexFormat.of().formatHex("ACR122U201".getBytes(StandardCharsets.US_ASCII)))
                .expect("up ACS ACR122U 00 00, firmware ACR122U201", "> reader FF00520000");
        answer("9000").expect(UID);
    }

    @Test
    void acr122_isSetUpThroughTheFirstCardWhereEscapesAreOff() {
        acr122();
        told(Word.ABSENT).expect("> reader FF00480000");
        told(Word.NO_ESCAPE).expect("up ACS ACR122U 00 00, escape commands off");
        input(new Input.Indicate<>(Indication.BLINK));
        expect(); // no way, and later would be wrong
        told(Word.PRESENT).expect("> card FF00520000");
        answer("9000").expect(UID);
    }

    @Test
    void acr122_showsTheLastWishAfterTheLook() {
        acr122();
        told(Word.PRESENT).told(Word.NO_ESCAPE);
        answer("9000").answer(CARD);
        heard.clear();
        input(new Input.Indicate<>(Indication.BLINK));
        input(new Input.Indicate<>(Indication.ACCEPTED));
        answer(CARD).expect("card CB98A605", "> card FF0040A00401010101");
        answer("9002").expect(UID);
    }

    @Test
    void acr122_forgetsAWishThatCannotBeShownInTime() {
        acr122();
        told(Word.PRESENT).told(Word.NO_ESCAPE);
        answer("9000");
        heard.clear();
        input(new Input.Indicate<>(Indication.REFUSED));
        told(Word.ABSENT).told(Word.GONE).told(Word.PRESENT).expect(UID);
        answer(CARD).answer(CARD).expect(UID, "card CB98A605");
    }

    @Test
    void acr122_thatRefusesALampIsCounted() {
        acr122();
        told(Word.ABSENT).answer("41").answer("6300");
        heard.clear();
        input(new Input.Indicate<>(Indication.REFUSED));
        expect("> reader FF0040500401010201");
        answer("6300").expect("fault refused");
    }

    private void withCard() {
        input(new Input.Opened<>(0));
        told(Word.PRESENT).expect("up Some Reader 00 00", UID);
    }

    private void acr122() {
        machine = new PcscMachine("ACS ACR122U 00 00", false);
        state = machine.start();
        input(new Input.Opened<>(0));
    }

    private PcscMachineTest told(Word word) {
        return input(new Input.Received<>(new SlotFrame.Told(word), now));
    }

    private PcscMachineTest answer(String hex) {
        return input(new Input.Received<>(new SlotFrame.Answer(HexFormat.of().parseHex(hex)), now));
    }

    private PcscMachineTest late() {
        now = machine.deadline(state);
        return input(new Input.Deadline<>());
    }

    private PcscMachineTest input(Input<SlotFrame> input) {
        Step<Link> step = machine.step(state, input, now);
        state = step.state();
        step.effects().forEach(effect -> heard.add(words(effect)));
        return this;
    }

    private static String words(Effect effect) {
        return switch (effect) {
            case Effect.Send(var bytes) ->
                    (bytes[0] == 0 ? "> card " : "> reader ")
                            + HexFormat.of().withUpperCase().formatHex(bytes, 1, bytes.length);
            case Effect.Tell(ReaderEvent.TagSeen seen) -> "card " + seen.card().hex();
            case Effect.Tell(ReaderEvent.Fault(var what, var count)) -> "fault " + what;
            case Effect.Tell(ReaderEvent.LinkUp(var detail)) -> "up " + detail;
            case Effect.Tell(ReaderEvent.LinkDown(var why)) -> "down " + why;
        };
    }

    private void expect(String... wanted) {
        assertThat(heard).containsExactly(wanted);
        heard.clear();
    }
}
