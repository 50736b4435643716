package com.hasivu.reader.osdp;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.Indication;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Scan;
import com.hasivu.reader.line.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Without a channel; with one, see the emulated reader's tests. */
class OsdpMachineTest {
    private static final String ID = "FF53000900046100C066";
    private static final byte[] PDID = bytes("0A 00 17 03 00 CA FE DE ED 01 50 02");
    private static final byte[] CAPABILITIES = bytes("04 04 01 05 01 01");
    private static final byte[] CARD = bytes("00 01 1A 00 BD 88 EB 80");
    private static final byte[] OTHER_CARD = bytes("00 01 22 00 65 CC 53 02 C0");
    private static final int ACK = 0x40;
    private static final int NAK = 0x41;
    private static final int RAW = 0x50;

    private OsdpMachine machine = machine("none", "crc");
    private boolean sum;
    private Link state = machine.start();
    private long now = 1_000;
    private final List<String> sent = new ArrayList<>();
    private final List<ReaderEvent> told = new ArrayList<>();

    @Test
    void step_asksWhoIsThereThenPollsUntilQuietThenTellsLinkUp() {
        open();
        assertThat(sent).containsExactly(ID);
        reply(0, 0x45, PDID);
        assertThat(sent.getLast()).isEqualTo("FF53000900056200A304");
        reply(1, 0x46, CAPABILITIES);
        assertThat(sent.getLast()).isEqualTo("FF53000800066089CC"); // OSDP.Net's poll
        reply(2, ACK);
        passDeadline();
        assertThat(told).isEmpty();
        reply(3, ACK);
        assertThat(told)
                .containsExactly(
                        new ReaderEvent.LinkUp(
                                "OSDP reader, vendor 0A0017, model 3.0, serial EDDEFECA, firmware 1.80.2, in clear"));
        int before = sent.size();
        assertThat(state)
                .isInstanceOf(Link.Resting.class); // nothing may come before LinkUp is heard
        assertThat(sent).hasSize(before);
    }

    @Test
    void step_tellsWhatTheReaderKeptBehindLinkUpWithTimesBeforeIt() {
        open();
        reply(0, 0x45, PDID);
        reply(1, 0x46, CAPABILITIES);
        reply(2, RAW, CARD);
        passDeadline();
        reply(3, RAW, OTHER_CARD);
        passDeadline();
        reply(1, ACK);
        passDeadline();
        assertThat(told).isEmpty();
        reply(2, ACK);
        assertThat(told.getFirst()).isInstanceOf(ReaderEvent.LinkUp.class);
        assertThat(cards()).containsExactly("7B11D7", "CB98A605");
        assertThat(told).allSatisfy(event -> assertThat(at(event)).isLessThan(now));
    }

    @Test
    void step_comesUpAlthoughACardIsToldAtEachPoll() {
        open();
        reply(0, 0x45, PDID);
        reply(1, 0x46, CAPABILITIES);
        for (int poll = 0; poll < Dialogue.SETTLE_LIMIT; poll++) {
            reply(2 + poll < 4 ? 2 + poll : (poll + 1) % 3 + 1, RAW, CARD);
            passDeadline();
        }
        assertThat(told.getFirst()).isInstanceOf(ReaderEvent.LinkUp.class);
        assertThat(told).hasSize(1 + Dialogue.SETTLE_LIMIT);
    }

    @Test
    void step_tellsACardWithTheTimeOfItsFrame() {
        int sequence = up();
        reply(sequence, RAW, CARD);
        assertThat(cards()).containsExactly("7B11D7");
        assertThat(at(told.getLast())).isEqualTo(now - 1);
        assertThat(machine.deadline(state)).isEqualTo(now + 50_000_000);
    }

    @Test
    void step_sendsTheSameFrameAgainAndTakesItsReplyOnce() {
        int sequence = up();
        String poll = sent.getLast();
        passDeadline();
        assertThat(sent.getLast()).isEqualTo(poll);
        reply(sequence, RAW, CARD);
        reply(sequence, RAW, CARD); // to the second sending
        passDeadline();
        reply(sequence, RAW, CARD); // later still
        assertThat(cards()).containsExactly("7B11D7");
        assertThat(faults()).containsExactly("stray", "stray");
    }

    @Test
    void step_waitsForALateSecondReplyBeforeTheNextQuestion() {
        int sequence = up();
        passDeadline();
        reply(sequence, ACK);
        assertThat(machine.deadline(state)).isEqualTo(now + OsdpMachine.REPLY_NANOS);
    }

    @Test
    void step_countsSequencesOneTwoThree() {
        int sequence = up();
        for (int poll = 0; poll < 7; poll++) {
            assertThat(controlOf(sent.getLast()) & 3).isEqualTo(sequence);
            reply(sequence, ACK);
            passDeadline();
            sequence = sequence % 3 + 1;
        }
        assertThat(faults()).isEmpty();
    }

    @Test
    void step_losesASilentReaderOnceAfterFourSendings() {
        up();
        int before = sent.size();
        for (int i = 0; i < OsdpMachine.SILENCES; i++) {
            passDeadline();
        }
        assertThat(sent).hasSize(before + OsdpMachine.SILENCES - 1);
        assertThat(told.getLast())
                .isInstanceOfSatisfying(
                        ReaderEvent.LinkDown.class,
                        down -> assertThat(down.why()).contains("address 0", "baud"));
        step(new Input.Lost<>("cable"));
        assertThat(told.stream().filter(ReaderEvent.LinkDown.class::isInstance)).hasSize(1);
    }

    @Test
    void step_losesAReaderThatNeverAnswers() {
        open();
        for (int i = 0; i < OsdpMachine.SILENCES; i++) {
            passDeadline();
        }
        assertThat(told).singleElement().isInstanceOf(ReaderEvent.LinkDown.class);
    }

    @Test
    void step_keepsALinkThatIsOnlyDamagedForLonger() {
        up();
        for (int i = 0; i < OsdpMachine.DAMAGES; i++) {
            assertThat(state).isInstanceOf(Link.Waiting.class);
            step(new Input.Dropped<>("crc", 8));
            passDeadline();
        }
        assertThat(told.getLast())
                .isInstanceOfSatisfying(
                        ReaderEvent.LinkDown.class,
                        down -> assertThat(down.why()).contains("damaged"));
    }

    @Test
    void step_asksABusyReaderTheSameAgain() {
        up();
        String poll = sent.getLast();
        for (int i = 0; i < OsdpMachine.BUSIES; i++) {
            reply(0, 0x79);
            assertThat(machine.deadline(state)).isEqualTo(now + OsdpMachine.BUSY_NANOS);
            passDeadline();
            assertThat(sent.getLast()).isEqualTo(poll);
        }
        reply(0, 0x79);
        assertThat(told.getLast()).isInstanceOf(ReaderEvent.LinkDown.class);
    }

    @Test
    void step_isNotPutOffByAReaderThatSaysBusyWithoutAPause() {
        up();
        reply(0, 0x79);
        long by = machine.deadline(state);
        now += OsdpMachine.BUSY_NANOS / 2;
        reply(0, 0x79);
        assertThat(machine.deadline(state)).isEqualTo(by);
    }

    @Test
    void step_beginsAnewWithoutLinkDownWhenTheReaderHasLostTheThread() {
        int sequence = up();
        int before = told.size();
        reply(sequence, NAK, (byte) 4);
        assertThat(sent.getLast()).isEqualTo(ID);
        reply(0, 0x45, PDID);
        reply(1, 0x46, CAPABILITIES);
        reply(2, RAW, CARD); // no history: it came while we were up
        assertThat(cards()).containsExactly("7B11D7");
        assertThat(told.subList(before, told.size()))
                .noneMatch(ReaderEvent.LinkDown.class::isInstance)
                .noneMatch(ReaderEvent.LinkUp.class::isInstance);
    }

    @Test
    void step_givesUpAReaderThatLosesTheThreadAgainAndAgain() {
        int sequence = up();
        reply(sequence, NAK, (byte) 4);
        for (int i = 0; i < Dialogue.RESTARTS; i++) {
            reply(0, 0x45, PDID);
            reply(1, 0x46, CAPABILITIES);
            reply(2, NAK, (byte) 4);
        }
        assertThat(told.getLast())
                .isInstanceOfSatisfying(
                        ReaderEvent.LinkDown.class,
                        down -> assertThat(down.why()).contains("sequence number"));
    }

    @Test
    void step_saysAgainWhatArrivedDamaged() {
        int sequence = up();
        String poll = sent.getLast();
        reply(sequence, NAK, (byte) 1);
        passDeadline();
        assertThat(sent.getLast()).isEqualTo(poll);
        reply(sequence, RAW, CARD);
        assertThat(cards()).containsExactly("7B11D7");
    }

    @ParameterizedTest(name = "{0} {1} is counted as {2}")
    @CsvSource({
        "51, 00000431323334, formatted card",
        "53, 000131, keypad",
        "48, 0100, tamper",
        "50, 00011A00BD88EB00, parity",
        "41, 09, refused",
    })
    void step_countsWhatIsNoCardAndGoesOn(String code, String data, String fault) {
        int sequence = up();
        reply(sequence, Integer.parseInt(code, 16), bytes(data));
        assertThat(faults()).containsExactly(fault);
        assertThat(cards()).isEmpty();
        assertThat(state).isInstanceOf(Link.Resting.class);
    }

    @Test
    void step_ignoresRepliesToNobody() {
        int sequence = up();
        step(received(OsdpCodec.command(0x85, sequence, false, new byte[0], RAW, CARD))); // of 5
        step(received(OsdpCodec.command(0, sequence, false, new byte[0], 0x60, new byte[0])));
        reply(sequence % 3 + 1, RAW, CARD);
        byte[] channel =
                OsdpCodec.signable(0x80, sequence, false, bytes("0216"), ACK, bytes("00000000"), 0);
        step(received(OsdpCodec.checked(channel, false)));
        assertThat(faults()).containsExactly("stray", "echo", "stray", "stray");
        assertThat(state).isInstanceOf(Link.Waiting.class);
        reply(sequence, ACK);
        reply(sequence, RAW, CARD);
        assertThat(faults()).hasSize(5);
        assertThat(cards()).isEmpty();
    }

    @Test
    void step_hasAWeakReplySentAgain() {
        machine = machine("none", "sum");
        sum = true;
        state = machine.start();
        int sequence = up();
        String poll = sent.getLast();
        reply(sequence, RAW, CARD);
        assertThat(sent.getLast()).isEqualTo(poll);
        reply(sequence, RAW, CARD);
        assertThat(cards()).containsExactly("7B11D7", "7B11D7");
        assertThat(told.stream().filter(ReaderEvent.TagSeen.class::isInstance))
                .allMatch(event -> event instanceof ReaderEvent.TagSeen seen && seen.weakCheck());
        assertThat(state).isInstanceOf(Link.Resting.class);
    }

    @Test
    void step_tellsOneReadWhenTheReaderDoesNotRepeatAWeakReply() {
        machine = machine("none", "sum");
        sum = true;
        state = machine.start();
        int sequence = up();
        reply(sequence, RAW, CARD);
        reply(sequence, ACK);
        assertThat(cards()).containsExactly("7B11D7");
        assertThat(faults()).containsExactly("unconfirmed");
    }

    @Test
    void step_refusesAReaderThatWantsAChannel() {
        int sequence = up();
        reply(sequence, NAK, (byte) 6);
        assertThat(told.getLast())
                .isInstanceOfSatisfying(
                        ReaderEvent.LinkDown.class,
                        down -> assertThat(down.why()).contains("key-file"));
    }

    @Test
    void step_neverGoesOnInClearWhenTheReaderHasNoChannel() {
        machine = machine("channel", "crc");
        state = machine.start();
        open();
        reply(0, 0x45, PDID);
        reply(1, 0x46, CAPABILITIES);
        assertThat(sent.getLast()).startsWith("FF530013000E031101760102030405060708");
        reply(2, RAW, CARD);
        reply(2, ACK);
        assertThat(faults()).containsExactly("stray", "stray");
        reply(2, NAK, (byte) 5);
        assertThat(told.getLast())
                .isInstanceOfSatisfying(
                        ReaderEvent.LinkDown.class,
                        down ->
                                assertThat(down.why())
                                        .contains("no secure channel", "same key", "install-mode"));
        assertThat(cards()).isEmpty();
    }

    @Test
    void indicate_sendsLampThenBuzzerBeforeTheNextPoll() {
        int sequence = up();
        step(new Input.Indicate<>(Indication.REFUSED));
        step(new Input.Indicate<>(Indication.ACCEPTED)); // the last wish counts
        reply(sequence, ACK);
        assertThat(sent.getLast()).contains("69" + "0000020A000200" + "0A00" + "0000000000");
        reply(sequence % 3 + 1, ACK);
        assertThat(sent.getLast()).contains("6A" + "0002010101");
        reply((sequence + 1) % 3 + 1, NAK, (byte) 3);
        assertThat(faults()).containsExactly("refused");
        passDeadline();
        assertThat(sent.getLast()).startsWith("FF53000800");
    }

    @Test
    void indicate_saysNothingToAReaderWithoutLampAndBuzzer() {
        open();
        reply(0, 0x45, PDID);
        reply(1, 0x46, bytes("04 00 00 05 00 00"));
        reply(2, ACK);
        passDeadline();
        reply(3, ACK);
        step(new Input.Indicate<>(Indication.BLINK));
        passDeadline();
        assertThat(sent.getLast()).startsWith("FF53000800");
    }

    private static OsdpMachine machine(String security, String check) {
        var settings =
                security.equals("none")
                        ? Map.of("security", "none", "check", check)
                        : Map.of("key", "000102030405060708090A0B0C0D0E0F", "check", check);
        var config = new ReaderConfig("counter-1", "osdp", "/dev/x", settings);
        return new OsdpMachine(OsdpSettings.from(config), () -> bytes("0102030405060708"));
    }

    private void open() {
        step(new Input.Opened<>(0));
    }

    /** The sequence number of the poll on its way. */
    private int up() {
        open();
        reply(0, 0x45, PDID);
        reply(1, 0x46, CAPABILITIES);
        reply(2, ACK);
        passDeadline();
        reply(3, ACK);
        passDeadline();
        assertThat(told).hasSize(1);
        return 1;
    }

    private void reply(int sequence, int code, byte... data) {
        step(received(OsdpCodec.command(0x80, sequence, sum, new byte[0], code, data)));
    }

    private Input<OsdpFrame> received(byte[] frame) {
        if (new OsdpCodec(true).scan(ByteBuffer.wrap(frame))
                instanceof Scan.Complete<OsdpFrame>(var read, var consumed)) {
            return new Input.Received<>(read, now);
        }
        throw new IllegalStateException("no frame: " + HexFormat.of().formatHex(frame));
    }

    private void passDeadline() {
        now = Math.max(now, machine.deadline(state));
        step(new Input.Deadline<>());
    }

    private void step(Input<OsdpFrame> input) {
        now++;
        Step<Link> step = machine.step(state, input, now);
        state = step.state();
        for (Effect effect : step.effects()) {
            switch (effect) {
                case Effect.Send(var bytes) ->
                        sent.add(HexFormat.of().withUpperCase().formatHex(bytes));
                case Effect.Tell(var event) -> told.add(event);
            }
        }
    }

    private static int controlOf(String frame) {
        return Integer.parseInt(frame.substring(10, 12), 16);
    }

    private List<String> cards() {
        return told.stream()
                .filter(ReaderEvent.TagSeen.class::isInstance)
                .map(event -> ((ReaderEvent.TagSeen) event).card().hex())
                .toList();
    }

    private List<String> faults() {
        return told.stream()
                .filter(ReaderEvent.Fault.class::isInstance)
                .map(event -> ((ReaderEvent.Fault) event).what())
                .toList();
    }

    private static long at(ReaderEvent event) {
        return event instanceof ReaderEvent.TagSeen seen ? seen.atNanos() : 0;
    }
}
