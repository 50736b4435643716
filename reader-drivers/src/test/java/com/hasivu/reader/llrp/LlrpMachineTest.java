package com.hasivu.reader.llrp;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Feed;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;
import com.hasivu.reader.llrp.Message.Attempt;
import com.hasivu.reader.llrp.Message.Notice;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

class LlrpMachineTest {
    private static final CardId CARD = new CardId("3005FB63AC1F3841EC880467");
    private static final int OURS = 0x0A0B0C0D;
    private static final ReaderTime CONNECTED = new ReaderTime(true, 1_000_000);
    private static final Status SUCCESS = new Status(0, "");
    private static final LlrpSettings USUAL =
            new LlrpSettings(10, 0, Duration.ofMillis(1000), true);

    private Machine<Link, Message> machine = new LlrpMachine(new Requests(USUAL, OURS));
    private Link state = machine.start();
    private long now = 1_000;
    private final List<String> sent = new ArrayList<>();
    private final List<ReaderEvent> told = new ArrayList<>();

    @Test
    void step_asksNothingUntilTheReaderGreets() {
        open();
        assertThat(sent).isEmpty();
        assertThat(told).isEmpty();
        greet(Attempt.SUCCESS);
        assertThat(sent).containsExactly("04010000000b0000000100");
    }

    @Test
    void step_setsTheReaderUpStepByStep() {
        up();
        assertThat(sent)
                .containsExactly(
                        "04010000000b0000000100",
                        "0403000000320000000200"
                                + "00f40019" // events: ROSpec, exception, antenna
                                + ("00f50007000280" + "00f50007000480" + "00f50007000880")
                                + ("00dc0009" + "01000003e8") // a keepalive each second
                                + "00e2000500", // hold nothing
                        "04150000000e0000000300000000",
                        "0414000000700000000400b100660a0b0c0d0000"
                                + "00b20012"
                                + "00b3000500"
                                + "00b600090000000000"
                                + "00b70038"
                                + "00010000"
                                + "00b800090000000000"
                                + "00ba0027"
                                + "000101"
                                + "00de0020"
                                + "0000"
                                + ("00e0000a" + "000100010001") // power index 1
                                + ("014a0010" + "00" + "0150000b" + "00000800000000")
                                + "00ed0012"
                                + "020001"
                                + "00ee000b"
                                + "9600"
                                + "015c0005c0",
                        "04180000000e000000050a0b0c0d",
                        "04160000000e000000060a0b0c0d",
                        "04400000000a00000007");
        assertThat(told)
                .containsExactly(
                        new ReaderEvent.LinkUp(
                                "Impinj model 2001002, firmware 5.14.0.240, at 10.00 dBm"));
    }

    @Test
    void step_refusesAPowerThatIsTheReadersOwnUnlessAPersonSaysSo() {
        open();
        greet(Attempt.SUCCESS);
        answer(
                Request.GET_READER_CAPABILITIES,
                SUCCESS,
                new Capabilities(161, 3, "", false, List.of(), 1));
        assertThat(((ReaderEvent.LinkDown) told.getLast()).why())
                .contains("power-dbm 10", "queue", "power-dbm: reader");
        assertThat(sent).as("nothing was set up").hasSize(1);
    }

    @Test
    void step_refusesALeastPowerAboveTheWantedOne() {
        open();
        greet(Attempt.SUCCESS);
        var loud = List.of(new Capabilities.Power(1, 1525), new Capabilities.Power(2, 3000));
        answer(
                Request.GET_READER_CAPABILITIES,
                SUCCESS,
                new Capabilities(161, 3, "", false, loud, 1));
        assertThat(((ReaderEvent.LinkDown) told.getLast()).why())
                .contains("15.25 dBm", "power-dbm 10", "power-dbm: 16");
    }

    @Test
    void step_leavesOutWhatTheReaderCannotDo() {
        machine =
                new LlrpMachine(
                        new Requests(new LlrpSettings(0, 0, Duration.ofMillis(1000), true), 1));
        open();
        greet(Attempt.SUCCESS);
        answer(
                Request.GET_READER_CAPABILITIES,
                SUCCESS,
                new Capabilities(161, 3, "", false, List.of(), 1));
        assertThat(sent.getLast()).doesNotContain("00e2000500");
        answer(Request.SET_READER_CONFIG, SUCCESS);
        answer(Request.DELETE_ROSPEC, SUCCESS);
        assertThat(sent.getLast()).doesNotContain("00e0000a");
        answer(Request.ADD_ROSPEC, SUCCESS);
        answer(Request.ENABLE_ROSPEC, SUCCESS);
        answer(Request.START_ROSPEC, SUCCESS);
        assertThat(told)
                .containsExactly(
                        new ReaderEvent.LinkUp(
                                "vendor 161 model 3, firmware unknown, at a power of its own"));
    }

    @Test
    void step_takesSettingsIntoTheRoSpec() {
        var settings = new LlrpSettings(20, 2, Duration.ofMillis(500), false);
        machine = new LlrpMachine(new Requests(settings, 1));
        up();
        assertThat(sent.get(1)).contains("01000001f4");
        assertThat(sent.get(3))
                .contains("00010002" + "00b8") // antenna 2
                .contains("00de00200002" + "00e0000a000100010029") // index 41
                .doesNotContain("015c");
        assertThat(((ReaderEvent.LinkUp) told.getFirst()).detail()).endsWith("at 20.00 dBm");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({
        "CLIENT_HAS_IT, in use",
        "READER_HAS_ITS_OWN, in use",
        "ANOTHER, in use",
        "FAILED, turns connections away",
    })
    void step_isDownWhenTheReaderTurnsUsAway(Attempt attempt, String words) {
        open();
        greet(attempt);
        assertDown(words);
        assertThat(sent).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(value = Request.class, mode = EnumSource.Mode.EXCLUDE, names = "DELETE_ROSPEC")
    void step_isDownWhenTheReaderRefuses(Request refused) {
        upTo(refused);
        answer(refused, new Status(301, "power"));
        assertDown("refuses " + refused + " (a field is out of range: power)");
    }

    @Test
    void step_goesOnWhenThereIsNothingToDelete() {
        upTo(Request.DELETE_ROSPEC);
        answer(Request.DELETE_ROSPEC, new Status(101, "no ROSpec"));
        assertThat(told).isEmpty();
        assertThat(sent.getLast()).startsWith("0414");
    }

    @Test
    void step_isDownWhenTheReaderDoesNotUnderstand() {
        upTo(Request.SET_READER_CONFIG);
        receive(new Message.Failure(new Status(110, "")));
        assertDown("the version is not supported");
    }

    @Test
    void step_countsAnswersNobodyAskedFor() {
        upTo(Request.SET_READER_CONFIG);
        answer(Request.ADD_ROSPEC, SUCCESS);
        receive(
                new Message.Response(
                        MessageType.SET_READER_CONFIG_RESPONSE, 77, SUCCESS, Optional.empty()));
        assertThat(told).containsExactly(fault("stray"), fault("stray"));
        assertThat(state).isInstanceOf(Link.Unanswered.class);
    }

    @Test
    void deadline_isDownWhenNobodyGreets() {
        open();
        assertThat(machine.deadline(state)).isEqualTo(now + LlrpMachine.GREETING_NANOS);
        passDeadline();
        assertDown("no LLRP reader greets");
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void deadline_isDownWhenARequestIsNotAnswered(Request unanswered) {
        upTo(unanswered);
        assertThat(machine.deadline(state)).isEqualTo(now + LlrpMachine.RESPONSE_NANOS);
        passDeadline();
        assertDown("does not answer " + unanswered);
    }

    @Test
    void deadline_followsWhateverIsHeardAndIsDownAfterSilence() {
        up();
        assertThat(machine.deadline(state)).isEqualTo(now + 3_500_000_000L);
        step(new Input.Received<>(new Message.Keepalive(1), 5_000));
        assertThat(machine.deadline(state)).isEqualTo(5_000 + 3_500_000_000L);
        step(new Input.Dropped<>("noise", 3));
        assertThat(machine.deadline(state)).isEqualTo(5_000 + 3_500_000_000L);
        passDeadline();
        assertDown("said nothing for 3500 ms");
    }

    @Test
    void step_answersKeepalivesInEveryState() {
        open();
        receive(new Message.Keepalive(0xABCD));
        assertThat(sent).containsExactly("04480000000a0000abcd");
        greet(Attempt.SUCCESS);
        receive(new Message.Keepalive(1));
        assertThat(sent.getLast()).isEqualTo("04480000000a00000001");
    }

    @Test
    void step_tellsATagOfOurRoSpecWithTheTimeOfItsMessage() {
        up();
        step(new Input.Received<>(report(tag(OptionalLong.of(OURS), Optional.empty())), 777));
        assertThat(told.getLast())
                .isEqualTo(new ReaderEvent.TagSeen(CardRead.epc(CARD).at(-50), 777, true));
    }

    @ParameterizedTest(name = "ROSpec {0}, UTC {1}, seen at {2} -> {3}")
    @CsvSource({
        "168496141, true,  1000001, seen",
        "168496141, true,  1,       seen", // a clock set back: the ROSpec's id decides
        "168496140, true,  1000001, history",
        ",          true,  1000000, seen",
        ",          true,  999999,  history",
        ",          false, 1000001, no time",
        ",          ,      ,        no time",
    })
    void step_servesNobodyByReportsOfBefore(
            Long roSpec, Boolean utc, Long micros, String expected) {
        up();
        var id = roSpec == null ? OptionalLong.empty() : OptionalLong.of(roSpec);
        Optional<ReaderTime> seen =
                utc == null ? Optional.empty() : Optional.of(new ReaderTime(utc, micros));
        receive(report(tag(id, seen)));
        String heard =
                told.getLast() instanceof ReaderEvent.Fault(var what, var count) ? what : "seen";
        assertThat(heard).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Request.class)
    void step_takesReportsForHistoryUntilItReads(Request before) {
        upTo(before);
        receive(report(tag(OptionalLong.of(OURS), Optional.of(new ReaderTime(true, 2_000_000)))));
        assertThat(told).containsExactly(fault("history"));
    }

    @Test
    void step_countsEachTagThatWasRefused() {
        up();
        receive(new Message.Report(List.of(), List.of("epc length", "tag checksum")));
        assertThat(told).endsWith(fault("epc length"), fault("tag checksum"));
    }

    @Test
    void step_countsWhatTheReaderComplainsOf() {
        up();
        event(
                new Notice.ReaderException(),
                new Notice.AntennaLost(),
                new Notice.BufferOverflow(),
                new Notice.ConnectionAttempt(Attempt.ANOTHER),
                new Notice.Other());
        receive(new Message.Failure(new Status(109, "")));
        receive(new Message.Custom());
        assertThat(told.subList(1, told.size()))
                .containsExactly(
                        fault("reader exception"),
                        fault("antenna lost"),
                        fault("reports lost"),
                        fault("another client"),
                        fault("refused"));
        assertThat(state).isInstanceOf(Link.Running.class);
    }

    @Test
    void step_isDownWhenTheReaderEndsOurInventoryOrTheConnection() {
        up();
        event(new Notice.RoSpecEnd(OURS + 1));
        assertThat(told).hasSize(1);
        event(new Notice.RoSpecEnd(OURS));
        assertDown("ended the inventory");
    }

    @Test
    void step_isDownWhenTheReaderClosesTheConnection() {
        up();
        event(new Notice.ConnectionClose());
        assertDown("closed the connection");
    }

    @Test
    void step_ignoresTheEndOfTheRoSpecItDeletes() {
        upTo(Request.DELETE_ROSPEC);
        event(new Notice.RoSpecEnd(OURS));
        assertThat(told).isEmpty();
        assertThat(state).isInstanceOf(Link.Unanswered.class);
    }

    @Test
    void step_tellsALostConnectionOnce() {
        up();
        step(new Input.Lost<>("cable"));
        assertDown("cable");
        step(new Input.Lost<>("again"));
        receive(new Message.Keepalive(1));
        assertThat(told).hasSize(2);
        assertThat(machine.deadline(state)).isEqualTo(Machine.NEVER);
    }

    private void open() {
        step(new Input.Opened<>(0));
    }

    private void greet(Attempt attempt) {
        receive(
                new Message.Event(
                        Optional.of(CONNECTED), List.of(new Notice.ConnectionAttempt(attempt))));
    }

    private void up() {
        upTo(Request.START_ROSPEC);
        answer(Request.START_ROSPEC, SUCCESS);
    }

    /** {@code request} is asked and not answered. */
    private void upTo(Request request) {
        open();
        greet(Attempt.SUCCESS);
        for (Request before : Request.values()) {
            if (before == request) {
                return;
            }
            answer(before, SUCCESS);
        }
    }

    private void answer(Request request, Status status) {
        if (request == Request.GET_READER_CAPABILITIES) {
            var told = new Feed<>(new LlrpCodec()).bytes(Golden.capabilities(1)).frames.getFirst();
            answer(request, status, ((Message.Response) told).capabilities().orElseThrow());
        } else {
            receive(new Message.Response(type(request), request.id(), status, Optional.empty()));
        }
    }

    private void answer(Request request, Status status, Capabilities capabilities) {
        receive(
                new Message.Response(
                        type(request), request.id(), status, Optional.of(capabilities)));
    }

    private static MessageType type(Request request) {
        return MessageType.of(request.number() + 10).orElseThrow();
    }

    private void event(Notice... notices) {
        receive(new Message.Event(Optional.of(CONNECTED), List.of(notices)));
    }

    private static Message report(TagReport tag) {
        return new Message.Report(List.of(tag), List.of());
    }

    private static TagReport tag(OptionalLong roSpec, Optional<ReaderTime> seen) {
        return new TagReport(CARD, roSpec, seen, OptionalInt.of(-50));
    }

    private void receive(Message message) {
        step(new Input.Received<>(message, now));
    }

    private void passDeadline() {
        now = machine.deadline(state);
        step(new Input.Deadline<>());
    }

    private void step(Input<Message> input) {
        Step<Link> step = machine.step(state, input, now);
        state = step.state();
        for (Effect effect : step.effects()) {
            switch (effect) {
                case Effect.Send(var sending) -> sent.add(HexFormat.of().formatHex(sending));
                case Effect.Tell(var event) -> told.add(event);
            }
        }
    }

    private static ReaderEvent fault(String what) {
        return new ReaderEvent.Fault(what, 1);
    }

    private void assertDown(String words) {
        assertThat(told.getLast())
                .isInstanceOfSatisfying(
                        ReaderEvent.LinkDown.class, down -> assertThat(down.why()).contains(words));
        assertThat(state).isInstanceOf(Link.Lost.class);
        assertThat(told.stream().filter(ReaderEvent.LinkDown.class::isInstance)).hasSize(1);
    }
}
