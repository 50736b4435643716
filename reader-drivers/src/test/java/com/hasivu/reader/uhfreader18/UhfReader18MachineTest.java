package com.hasivu.reader.uhfreader18;

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

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

class UhfReader18MachineTest {
    private static final byte[] FIRST = bytes("03 3F 09 03 4E 00 1E 0A");
    private static final byte[] FIRST_AS_WANTED = bytes("03 3F 09 03 4E 00 0A 03");
    private static final byte[] SECOND = bytes("00 16 0C 03 4E 00 1E 0A 01 00 00 00");
    private static final byte[] SECOND_AS_WANTED = bytes("00 16 0C 03 4E 00 0A 0A 01 00 00 00");
    private static final byte[] PUSHING = bytes("00 1E 0A 0F 01 02 04 02 06 00 00 00");
    private static final byte[] ANSWERING = bytes("00 1E 0A 0F 00 02 04 02 06 00 00 00");
    private static final byte[] TAG = bytes("01 01 04 11 22 33 44 5D");

    private Machine<Link, UhfReader18Frame> machine = machine(Map.of("address", "0"));
    private Link state = machine.start();
    private long now = 1_000;
    private final List<String> sent = new ArrayList<>();
    private final List<ReaderEvent> told = new ArrayList<>();

    @Test
    void step_setsTheFirstGenerationUpAndAsksForTags() {
        open();
        answer(0x21, 0, FIRST);
        answer(0x36, 0, PUSHING);
        answer(0x35, 0);
        answer(0x25, 0);
        answer(0x2F, 0);
        assertThat(sent)
                .containsExactly(
                        "040021d96a",
                        "040036e70e",
                        "0a0035000204020600cd09",
                        again(0x25, 3),
                        again(0x2F, 10),
                        "040001db4b");
        assertThat(told)
                .containsExactly(
                        new ReaderEvent.LinkUp(
                                "UHFReader18, firmware 3.63, 10 dBm, tells no strength"));
    }

    @Test
    void step_setsTheSecondGenerationUpAndAsksForTags() {
        open();
        answer(0x21, 0, SECOND);
        answer(0x2F, 0);
        assertThat(sent)
                .containsExactly("040021d96a", again(0x2F, 10), again(0x01, 4, 0, 0, 0x80, 3));
        assertThat(told)
                .containsExactly(new ReaderEvent.LinkUp("UHFReader288M, firmware 0.22, 10 dBm"));
    }

    /** Its memory wears. */
    @Test
    void step_writesNothingThatIsAsWantedAlready() {
        open();
        answer(0x21, 0, FIRST_AS_WANTED);
        answer(0x36, 0, ANSWERING);
        assertThat(sent).containsExactly("040021d96a", "040036e70e", "040001db4b");
    }

    @Test
    void step_goesOnWithAReaderThatKnowsNoModes() {
        open();
        answer(0x21, 0, FIRST_AS_WANTED);
        answer(0x00, 0xFE);
        assertThat(sent.getLast()).isEqualTo("040001db4b");
    }

    @Test
    void step_tellsTagsOfTheFirstGenerationWithoutStrengthAndAsksAgain() {
        upFirst();
        step(new Input.Received<>(frame(0x01, 0x01, bytes("01 04 11 22 33 44")), 777));
        assertThat(told.getLast())
                .isEqualTo(
                        new ReaderEvent.TagSeen(CardRead.epc(new CardId("11223344")), 777, false));
        assertThat(machine.deadline(state)).isEqualTo(now + UhfReader18Machine.REST_NANOS);
        passDeadline();
        assertThat(sent.getLast()).isEqualTo("040001db4b");
    }

    @Test
    void step_tellsEachOfManyTagsUntilTheEnd() {
        upSecond();
        int asked = sent.size();
        answer(0x01, 0x03, TAG);
        answer(0x01, 0x03, bytes("01 02 04 11 22 33 44 5D 04 55 66 77 88 4C"));
        assertThat(sent).hasSize(asked); // it is not done
        answer(0x01, 0x01, bytes("01 00"));
        assertThat(told)
                .filteredOn(ReaderEvent.TagSeen.class::isInstance)
                .extracting(event -> ((ReaderEvent.TagSeen) event).read())
                .containsExactly(
                        CardRead.epc(new CardId("11223344")).at(-36),
                        CardRead.epc(new CardId("11223344")).at(-36),
                        CardRead.epc(new CardId("55667788")).at(-53));
        passDeadline();
        assertThat(sent).hasSize(asked + 1);
    }

    @ParameterizedTest(name = "status {0} -> {1}, {2}")
    @CsvSource({
        "FB, '', 20",
        "FA, '', 20",
        "02, '', 20",
        "04, '', 20",
        "F8, antenna, 200",
    })
    void step_goesOnAfterAnInventoryWithoutTags(String status, String fault, int restMillis) {
        upFirst();
        answer(0x01, Integer.parseInt(status, 16));
        assertThat(machine.deadline(state)).isEqualTo(now + restMillis * 1_000_000L);
        assertThat(told.subList(1, told.size()))
                .isEqualTo(fault.isEmpty() ? List.of() : List.of(new ReaderEvent.Fault(fault, 1)));
    }

    @Test
    void step_asksWhoItIsAfterARefusedInventoryAndGivesUpAfterFour() {
        upFirst();
        for (int i = 0; i < UhfReader18Machine.FAILURES; i++) {
            answer(0x00, 0xFE);
            if (i < UhfReader18Machine.FAILURES - 1) {
                assertThat(sent.getLast()).isEqualTo("040021d96a");
                answer(0x21, 0, FIRST_AS_WANTED);
                answer(0x36, 0, ANSWERING);
            }
        }
        assertThat(told.getLast()).isInstanceOf(ReaderEvent.LinkDown.class);
        assertThat(((ReaderEvent.LinkDown) told.getLast()).why()).contains("UHFReader18", "FE");
    }

    @Test
    void step_setsTheModeOfASecondGenerationThatRefuses() {
        upSecond();
        answer(0x01, 0xFE);
        answer(0x21, 0, SECOND_AS_WANTED);
        assertThat(sent.getLast()).isEqualTo("0500760062c9");
        answer(0x76, 0);
        assertThat(sent.getLast()).isEqualTo(again(0x01, 4, 0, 0, 0x80, 3));
    }

    @Test
    void step_stopsAReaderThatTellsUnasked() {
        upFirst();
        answer(0xEE, 0, bytes("11 22 33 44"));
        assertThat(sent.getLast()).isEqualTo("040036e70e");
        answer(0xEE, 0, bytes("11 22 33 44"));
        assertThat(sent.getLast()).isEqualTo("040036e70e");
        assertThat(told.subList(1, told.size()))
                .containsExactly(
                        new ReaderEvent.Fault("pushed", 1), new ReaderEvent.Fault("stray", 1));
    }

    @Test
    void step_isDownWhenAReaderGoesOnTellingUnaskedAndSparesItsMemory() {
        upSecond();
        for (int i = 0; i < 20 && machine.deadline(state) != Machine.NEVER; i++) {
            answer(0xEE, 0, bytes("01 04 11 22 33 44 5D"));
            if (machine.deadline(state) != Machine.NEVER) {
                answer(0x76, 0);
            }
        }
        assertThat(((ReaderEvent.LinkDown) told.getLast()).why()).contains("unasked");
        assertThat(sent).filteredOn("0500760062c9"::equals).hasSize(3);
    }

    @Test
    void step_listensToAReaderThatIsToTellUnasked() {
        machine = machine(Map.of("push", "true", "address", "0"));
        open();
        answer(0x21, 0, FIRST_AS_WANTED);
        answer(0x36, 0, ANSWERING);
        assertThat(sent.getLast()).isEqualTo(again(0x35, 1, 2, 4, 2, 6, 0));
        answer(0x35, 0);
        answer(0xEE, 0, bytes("11 22 33 44"));
        assertThat(told)
                .extracting(event -> event.getClass().getSimpleName())
                .containsExactly("LinkUp", "TagSeen");
        now += 1_000_000_000;
        step(new Input.Received<>(new UhfReader18Frame.Heartbeat(), now));
        assertThat(machine.deadline(state)).isEqualTo(now + UhfReader18Machine.QUIET_NANOS);
        passDeadline();
        assertThat(sent.getLast()).isEqualTo("040021d96a");
        answer(0x21, 0, FIRST_AS_WANTED);
        answer(0x36, 0, PUSHING);
        assertThat(told).hasSize(2); // alive; no second LinkUp
        assertThat(state).isInstanceOf(Link.Listening.class);
    }

    @Test
    void step_listensToTheSecondGeneration() {
        machine = machine(Map.of("push", "true", "address", "0"));
        open();
        answer(0x21, 0, SECOND_AS_WANTED);
        assertThat(sent.getLast()).isEqualTo(again(0x76, 1));
        answer(0x76, 0);
        answer(0xEE, 0x28, new byte[16]);
        answer(0xEE, 0, bytes("01 04 11 22 33 44 5D"));
        assertThat(told.getLast())
                .isEqualTo(
                        new ReaderEvent.TagSeen(
                                CardRead.epc(new CardId("11223344")).at(-36), now, false));
    }

    @Test
    void step_asksAgainSoonAfterADamagedAnswerButNotForEver() {
        upFirst();
        step(new Input.Dropped<>("checksum", 3));
        long soon = now + UhfReader18Machine.DAMAGE_NANOS;
        assertThat(machine.deadline(state)).isEqualTo(soon);
        now += 5_000_000;
        step(new Input.Dropped<>("noise", 900));
        assertThat(machine.deadline(state)).isEqualTo(soon);
        passDeadline();
        assertThat(sent.getLast()).isEqualTo("040001db4b");
    }

    /** A floating line, or an adapter that hears itself: bytes in each round, and no reader. */
    @Test
    void step_tellsLinkDownWhenOnlyNoiseComes() {
        upFirst();
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
        upFirst();
        for (int i = 0; i < 100; i++) {
            step(new Input.Dropped<>("noise", 1));
            passDeadline();
            if (i % 10 == 0) {
                answer(0x01, 0xFB);
                passDeadline();
            }
        }
        assertThat(told).noneMatch(ReaderEvent.LinkDown.class::isInstance);
    }

    @Test
    void step_tellsLinkDownOnceWithin4sOfSilence() {
        upSecond();
        long silentSince = now;
        for (int i = 0; i < 40 && machine.deadline(state) != Machine.NEVER; i++) {
            passDeadline();
        }
        assertThat(told).hasSize(2).last().isInstanceOf(ReaderEvent.LinkDown.class);
        assertThat(now - silentSince).isLessThan(4_000_000_000L);
        step(new Input.Lost<>("gone"));
        assertThat(told).hasSize(2);
    }

    @Test
    void step_tellsLinkDownWhenNobodyAnswersAtAll() {
        open();
        for (int i = 0; i < UhfReader18Machine.FAILURES; i++) {
            passDeadline();
        }
        assertThat(told).singleElement().isInstanceOf(ReaderEvent.LinkDown.class);
    }

    @Test
    void step_saysThatAReaderLostBeforeItsFirstWordMayBeInUse() {
        open();
        step(new Input.Lost<>("it closed the connection"));
        assertThat(((ReaderEvent.LinkDown) told.getFirst()).why())
                .contains("closed the connection", "in use");
    }

    @Test
    void step_ignoresOtherReadersOfTheLineAndWhatWasNotAsked() {
        upFirst();
        step(
                new Input.Received<>(
                        new UhfReader18Frame.Answer(7, 1, 1, bytes("01 04 11 22 33 44")), now));
        answer(0x21, 0, FIRST);
        assertThat(told.subList(1, told.size()))
                .hasSize(2)
                .allMatch(event -> event.equals(new ReaderEvent.Fault("stray", 1)));
    }

    @Test
    void step_ignoresTagsOfAnEarlierConnection() {
        open();
        answer(0x01, 1, bytes("01 04 11 22 33 44"));
        answer(0xEE, 0, bytes("11 22 33 44"));
        assertThat(told)
                .hasSize(2)
                .allMatch(event -> event.equals(new ReaderEvent.Fault("stray", 1)));
    }

    @Test
    void step_countsNonsenseAndGoesOn() {
        upFirst();
        answer(0x01, 1, bytes("01 04 11 22 33"));
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.Fault("nonsense", 1));
        passDeadline();
        assertThat(sent.getLast()).isEqualTo("040001db4b");
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "address, 256, 255 or less",
        "address, none, whole number",
        "power-dbm, 34, 33 or less",
        "antenna, 9, 8 or less",
        "push, 1, true or false",
        "reads, 0, above zero",
    })
    void presence_refusesABadSettingAndSaysHowToWriteIt(String key, String value, String fix) {
        var config = new ReaderConfig("counter-1", "uhfreader18", "/dev/x", Map.of(key, value));
        assertThatThrownBy(() -> new UhfReader18Driver().presence(config))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", key, value, fix);
    }

    @Test
    void presence_dependsOnWhoBegins() {
        var driver = new UhfReader18Driver();
        var push = new ReaderConfig("c", "uhfreader18", "/dev/x", Map.of("push", "true"));
        var plain = new ReaderConfig("c", "uhfreader18", "192.168.1.190");
        assertThat(driver.presence(push).reads()).isEqualTo(Reads.BY_ITSELF);
        assertThat(driver.presence(push).settle()).isPositive();
        assertThat(driver.presence(plain).reads()).isEqualTo(Reads.WHEN_ASKED);
        assertThat(driver.presence(plain).settle()).isEqualTo(Duration.ZERO);
        assertThat(driver.presence(plain).dominance()).isPresent();
    }

    private static UhfReader18Machine machine(Map<String, String> settings) {
        return new UhfReader18Machine(
                UhfReader18Setup.from(new ReaderConfig("c", "uhfreader18", "/dev/x", settings)));
    }

    private void open() {
        step(new Input.Opened<>(0));
    }

    private void upFirst() {
        open();
        answer(0x21, 0, FIRST_AS_WANTED);
        answer(0x36, 0, ANSWERING);
        assertThat(told).singleElement().isInstanceOf(ReaderEvent.LinkUp.class);
    }

    private void upSecond() {
        open();
        answer(0x21, 0, SECOND_AS_WANTED);
        assertThat(told).singleElement().isInstanceOf(ReaderEvent.LinkUp.class);
    }

    private static String again(int command, int... data) {
        return HexFormat.of().formatHex(UhfReader18Codec.command(0, command, data));
    }

    private static UhfReader18Frame frame(int command, int status, byte[] data) {
        return new UhfReader18Frame.Answer(0, command, status, data);
    }

    private void answer(int command, int status, byte... data) {
        step(new Input.Received<>(frame(command, status, data), now));
    }

    private void passDeadline() {
        now = machine.deadline(state);
        step(new Input.Deadline<>());
    }

    private void step(Input<UhfReader18Frame> input) {
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
