package com.hasivu.reader.pn532;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.Assurance;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.ReaderEvent.TagSeen;
import com.hasivu.reader.assurance.CardDialogue;
import com.hasivu.reader.assurance.CardKeyFile;
import com.hasivu.reader.assurance.CardKeys;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Step;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The machine with card keys. Card: Amperstrand/ntag424-vectors, count 1. */
class Pn532CardQuestionsTest {
    private static final String POLL = "0000ff04fcd44a0100e100";
    private static final String FIRMWARE = "0000ff02fed4022a00";
    private static final String ABORT = "0000ff00ff00";
    private static final String SELECT_NDEF = "0000ff10f0d4400100a4040007d2760000850101006d00";
    private static final String SELECT_FILE = "0000ff0af6d4400100a4000c02e1045400";
    private static final String READ = "0000ff08f8d4400100b0000080bb00";
    private static final CardId CARD = new CardId("0425607A8F6980");
    private static final byte[] TARGET =
            bytes("01 01 03 44 20 07 04 25 60 7A 8F 69 80 06 77 77 71 02 80");
    private static final byte[] OTHER_TARGET =
            bytes("01 01 03 44 20 07 04 25 60 7A 8F 69 81 06 77 77 71 02 80");
    private static final byte[] CLASSIC = bytes("01 01 00 04 08 04 CB 98 A6 05");
    private static final String URL = "x.in/?p=d798d011fa0bf5bd5ece6f42265b02d5&c=b49d12860da69e54";

    @TempDir private Path folder;

    private Pn532Machine machine;
    private Link state = new Link.Closed();
    private long now = 1_000;
    private final List<String> sent = new ArrayList<>();
    private final List<ReaderEvent> told = new ArrayList<>();

    @BeforeEach
    void bringUp() throws IOException {
        Path file =
                Files.writeString(
                        folder.resolve("keys"),
                        "sun-meta: 55da174c9608993dc27bb3f30a4a7314\n"
                                + "sun-file: 2ab74abc1273fb43cae97553a36d4d08\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        var config = new ReaderConfig("c", "pn532", "/dev/x", Map.of("card-keys", file.toString()));
        CardKeys keys = CardKeyFile.of(config).orElseThrow();
        machine =
                new Pn532Machine(
                        Optional.of(
                                new Pn532Machine.Questions(
                                        seen -> CardDialogue.with(keys, seen, new byte[16]),
                                        Pn532Machine.STAYED_NANOS)));
        step(new Input.Opened<>(0));
        passDeadline();
        acknowledge();
        answer(0x15);
        acknowledge();
        answer(0x03, bytes("32 01 06 07"));
        acknowledge();
        sent.clear();
        told.clear();
    }

    @Test
    void card_isToldOnlyWhenItHasProvenItself() {
        answer(0x4B, TARGET);
        assertThat(sent).containsExactly(SELECT_NDEF);
        acknowledge();
        answer(0x41, bytes("00 90 00"));
        assertThat(sent.getLast()).isEqualTo(SELECT_FILE);
        acknowledge();
        answer(0x41, bytes("00 90 00"));
        assertThat(sent.getLast()).isEqualTo(READ);
        acknowledge();
        assertThat(told).isEmpty();
        step(new Input.Received<>(new Pn532Frame.Answer(0x41, file()), 4_321));
        assertThat(told)
                .singleElement()
                .isInstanceOfSatisfying(
                        TagSeen.class,
                        seen -> {
                            assertThat(seen.card()).isEqualTo(CARD);
                            assertThat(seen.assurance()).isEqualTo(new Assurance.SignedRead(1));
                            assertThat(seen.atNanos()).isEqualTo(4_321);
                            assertThat(seen.weakCheck()).isFalse();
                        });
        assertThat(machine.deadline(state)).isEqualTo(now + Pn532Machine.HOLD_NANOS);
    }

    @Test
    void card_isNotAskedAgainWhileItStays() {
        prove();
        for (int look = 0; look < 20; look++) {
            pollAgain();
            answer(0x4B, TARGET);
        }
        assertThat(told)
                .hasSize(21)
                .allMatch(
                        event -> ((TagSeen) event).assurance().equals(new Assurance.SignedRead(1)));
        assertThat(sent).filteredOn(SELECT_NDEF::equals).hasSize(1);
    }

    @Test
    void card_isAskedAgainWhenItWasAway() {
        prove();
        pollAgain();
        now += Pn532Machine.STAYED_NANOS;
        answer(0x4B, TARGET);
        assertThat(sent.getLast()).isEqualTo(SELECT_NDEF);
        assertThat(told).hasSize(1);
    }

    @Test
    void card_isAskedAgainAfterAQuietPoll() {
        prove();
        pollAgain();
        passDeadline(); // a second without a card
        acknowledge();
        answer(0x03, bytes("32 01 06 07"));
        acknowledge();
        answer(0x4B, TARGET);
        assertThat(sent.getLast()).isEqualTo(SELECT_NDEF);
    }

    @Test
    void otherCard_isAskedForItself() {
        prove();
        pollAgain();
        answer(0x4B, OTHER_TARGET);
        assertThat(sent.getLast()).isEqualTo(SELECT_NDEF);
        assertThat(told).hasSize(1);
    }

    @Test
    void cardWithoutCommands_isToldAtOnceAndForgetsTheOneBefore() {
        prove();
        pollAgain();
        answer(0x4B, CLASSIC);
        assertThat(((TagSeen) told.getLast()).card()).isEqualTo(new CardId("CB98A605"));
        assertThat(((TagSeen) told.getLast()).assurance()).isEqualTo(Assurance.NUMBER_ONLY);
        pollAgain();
        answer(0x4B, TARGET);
        assertThat(sent.getLast()).isEqualTo(SELECT_NDEF);
    }

    @Test
    void cardThatIsGoneInTheMiddle_isNotToldAndAskedAgain() {
        answer(0x4B, TARGET);
        acknowledge();
        answer(0x41, bytes("00 90 00"));
        acknowledge();
        answer(0x41, bytes("01")); // time-out
        assertThat(told).containsExactly(new ReaderEvent.Fault("card gone", 1));
        assertThat(machine.deadline(state)).isEqualTo(now + Pn532Machine.EMPTY_NANOS);
        pollAgain();
        answer(0x4B, TARGET);
        assertThat(sent.getLast()).isEqualTo(SELECT_NDEF);
    }

    @Test
    void chipThatSaysNothingOfTheCard_isAskedWhetherItIsAlive() {
        answer(0x4B, TARGET);
        acknowledge();
        assertThat(machine.deadline(state)).isEqualTo(now + Pn532Machine.CARD_NANOS);
        passDeadline();
        assertThat(told).containsExactly(new ReaderEvent.Fault("card silent", 1));
        assertThat(sent.subList(sent.size() - 2, sent.size())).containsExactly(ABORT, FIRMWARE);
        acknowledge();
        answer(0x03, bytes("32 01 06 07"));
        assertThat(sent.getLast()).isEqualTo(POLL);
        assertThat(told).hasSize(1); // no second LinkUp
    }

    @Test
    void chipThatDoesNotAcknowledge_isWokenAgain() {
        answer(0x4B, TARGET);
        passDeadline();
        assertThat(state).isInstanceOf(Link.Waking.class);
        assertThat(told).isEmpty();
    }

    @Test
    void damagedAnswer_endsTheConversationSoon() {
        answer(0x4B, TARGET);
        acknowledge();
        step(new Input.Dropped<>("checksum", 3));
        assertThat(machine.deadline(state)).isEqualTo(now + Pn532Machine.DAMAGE_NANOS);
        assertThat(told).containsExactly(new ReaderEvent.Fault("checksum", 3));
    }

    @Test
    void answerNobodyAskedFor_isStray() {
        answer(0x41, file());
        answer(0x4B, TARGET);
        answer(0x41, file()); // not acknowledged yet
        acknowledge();
        answer(0x4B, CLASSIC);
        assertThat(told)
                .hasSize(3)
                .allMatch(event -> event.equals(new ReaderEvent.Fault("stray", 1)));
    }

    @Test
    void lostPort_isToldOnceInTheMiddle() {
        answer(0x4B, TARGET);
        acknowledge();
        step(new Input.Lost<>("gone"));
        assertThat(told).containsExactly(new ReaderEvent.LinkDown("gone"));
    }

    private void prove() {
        answer(0x4B, TARGET);
        acknowledge();
        answer(0x41, bytes("00 90 00"));
        acknowledge();
        answer(0x41, bytes("00 90 00"));
        acknowledge();
        answer(0x41, file());
        assertThat(told).hasSize(1);
    }

    private static byte[] file() {
        String url = HexFormat.of().formatHex(URL.getBytes(StandardCharsets.US_ASCII));
        int payload = URL.length() + 1;
        return bytes(
                "00"
                        + "%04X".formatted(payload + 4)
                        + "D101%02X5504".formatted(payload)
                        + url
                        + "9000");
    }

    private void pollAgain() {
        passDeadline();
        assertThat(sent.getLast()).isEqualTo(POLL);
        acknowledge();
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
