package com.hasivu.reader.mfrc522;

import static com.hasivu.reader.contract.Hex.bytes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.mfrc522.Chip.Ask;
import com.hasivu.reader.mfrc522.Chip.Input;
import com.hasivu.reader.mfrc522.Chip.Turn;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

class Mfrc522MachineTest {
    private static final String GOOD = "83 40 80"; // TxControl, TxASK, TMode as we set them
    private static final long MILLI = 1_000_000;

    private final Mfrc522Machine machine = new Mfrc522Machine(4);
    private final List<ReaderEvent> told = new ArrayList<>();
    private long now = 5_000 * MILLI;
    private Turn turn;

    @BeforeEach
    void setUp() {
        turn = machine.start(now);
    }

    /** The start that miguelbalboa/rfid publishes, on the wire; then gain and collision bits. */
    @Test
    void start_isThePublishedSequence() {
        assertThat(wire()).isEqualTo("020F");
        values("");
        assertThat(((Ask.Rest) turn.ask()).until() - now).isEqualTo(50 * MILLI);
        rested();
        assertThat(wire()).isEqualTo("8200 EE00");
        values("00 92");
        assertThat(wire())
                .isEqualTo(
                        "2400 2600 4826 5480 56A9 5803 5AE8 2A40 223D 4C48 1C00 2883 A800 AA00 D400");
        values(GOOD);
        assertThat(told).containsExactly(new ReaderEvent.LinkUp("MFRC522 2.0"));
    }

    /** REQA or WUPA, and HLTA, as PCD_CommunicateWithPICC sends them; the last read is ComIrq. */
    @Test
    void poll_isThePublishedSequence() {
        up();
        rested();
        assertThat(wire()).isEqualTo("0200 087F 1480 1252 1A07 020C 1A87 8800");
        answer("04 00");
        assertThat(wire()).isEqualTo("0200 087F 1480 129320 1A00 020C 1A80 8800");
        answer("CB 98 A6 05 F0");
        assertThat(wire()).isEqualTo("0200 087F 1480 129370CB98A605F0298E 1A00 020C 1A80 8800");
        answer("08 B6 DD");
        assertThat(wire()).isEqualTo("0200 087F 1480 12500057CD 1A00 020C 1A80");
        var seen = (ReaderEvent.TagSeen) told.getLast();
        assertThat(seen.card().hex()).isEqualTo("CB98A605");
        assertThat(seen.weakCheck()).isFalse();
        values("");
        assertThat(((Ask.Rest) turn.ask()).until() - now).isEqualTo(Mfrc522Machine.POLL_NANOS);
    }

    @ParameterizedTest
    @CsvSource({
        "91, MFRC522 1.0",
        "92, MFRC522 2.0",
        "88, 'FM17522, a clone of the MFRC522'",
        "82, 'MFRC522 clone, version 82'",
        "B2, 'MFRC522 clone, version B2'",
        "A5, 'unknown relative of the MFRC522, version A5'",
    })
    void linkUp_namesTheChip(String version, String name) {
        values("");
        rested();
        values("00" + version);
        values(GOOD);
        assertThat(told).containsExactly(new ReaderEvent.LinkUp(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "FF"})
    void linkDown_saysToPlugAChipInWhereNoneAnswers(String version) {
        values("");
        rested();
        values(version + version);
        assertThat(((ReaderEvent.LinkDown) told.getFirst()).why())
                .contains("plug", version, "chip select");
        assertThat(turn.ask()).isInstanceOf(Ask.Stop.class);
    }

    @Test
    void linkDown_whenTheChipDoesNotKeepWhatIsWritten() {
        values("");
        rested();
        values("00 92");
        values("80 00 00");
        assertThat(((ReaderEvent.LinkDown) told.getFirst()).why()).contains("spi-hz");
    }

    @Test
    void start_waitsForAChipThatIsNotAwake() {
        values("");
        rested();
        values("10 92");
        assertThat(turn.ask()).isInstanceOf(Ask.Rest.class);
        rested();
        assertThat(wire()).isEqualTo("8200 EE00");
    }

    @Test
    void lost_isToldOnce() {
        up();
        step(new Input.Lost("gone"));
        step(new Input.Lost("gone"));
        assertThat(told.stream().filter(ReaderEvent.LinkDown.class::isInstance))
                .containsExactly(new ReaderEvent.LinkDown("gone"));
    }

    @Test
    void watch_looksEachSecondAndPollsOn() {
        up();
        now += 1_100 * MILLI;
        rested();
        assertThat(wire()).isEqualTo("EE00 A800 AA00 D400");
        values("92" + GOOD);
        assertThat(wire()).startsWith("0200 087F 1480 1252");
        assertThat(told).hasSize(1);
    }

    @Test
    void watch_startsAChipAnewThatLostItsConfiguration() {
        up();
        now += 1_100 * MILLI;
        rested();
        values("92 80 00 00");
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.Fault("power lost", 1));
        assertThat(wire()).isEqualTo("020F");
        values("");
        rested();
        values("00 92");
        values(GOOD);
        rested();
        assertThat(told).hasSize(2); // no second LinkUp
    }

    @Test
    void watch_tellsAChipThatIsGone() {
        up();
        now += 1_100 * MILLI;
        rested();
        values("00 00 00 00");
        assertThat(told.getLast()).isInstanceOf(ReaderEvent.LinkDown.class);
    }

    @Test
    void poll_looksForTheChipAtOnceWhenTheBusReadsOnlyOnes() {
        up();
        rested();
        values("FF");
        assertThat(wire()).isEqualTo("EE00 A800 AA00 D400");
    }

    @Test
    void poll_restsWhenTheTimerSaysNobody() {
        up();
        rested();
        values("44");
        assertThat(turn.ask()).isEqualTo(new Ask.Rest(now + Mfrc522Machine.LOOK_NANOS));
        rested();
        assertThat(wire()).isEqualTo("8800");
        values("45");
        assertThat(turn.ask()).isEqualTo(new Ask.Rest(now + Mfrc522Machine.POLL_NANOS));
        assertThat(told).hasSize(1);
    }

    @Test
    void poll_looksForTheChipWhenNotEvenTheTimerEndsIt() {
        up();
        rested();
        values("04");
        now += Mfrc522Machine.AIR_NANOS;
        rested();
        values("04");
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.Fault("timer", 1));
        assertThat(wire()).isEqualTo("EE00 A800 AA00 D400");
    }

    @ParameterizedTest
    @CsvSource({
        "08, 05, 00, collision",
        "0A, 05, 00, collision",
        "02, 05, 00, parity",
        "01, 05, 00, air",
        "10, 40, 00, air",
        "00, 00, 00, cut short",
    })
    void poll_countsWhatTheChipFindsDamaged(
            String errors, String count, String control, String fault) {
        up();
        rested();
        values("20");
        assertThat(wire()).isEqualTo("8C00 9400 9800");
        values(errors + count + control);
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.Fault(fault, 1));
        assertThat(turn.ask()).isEqualTo(new Ask.Rest(now + Mfrc522Machine.POLL_NANOS));
    }

    @Test
    void poll_countsAnAnswerWithHalfAByte() {
        up();
        rested();
        values("20");
        values("00 02 04");
        assertThat(wire()).isEqualTo("929200");
        values("04 00");
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.Fault("nonsense", 1));
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "gain-db, 34, 'write 18, 23'",
        "gain-db, -1, for example 33",
        "spi-hz, 20000000, at most 10000000",
        "reset, 54, BCM number",
        "depart-after-ms, 0, for example 400",
    })
    void presence_namesTheWrongSettingAndTheFix(String key, String value, String fix) {
        var config = new ReaderConfig("counter-1", "mfrc522", "/dev/spidev0.0", Map.of(key, value));
        assertThatThrownBy(() -> new Mfrc522Driver().presence(config))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", key, value, fix);
    }

    @Test
    void presence_refusesAResetPinOnASocket() {
        var config =
                new ReaderConfig("counter-1", "mfrc522", "unix:/run/bus", Map.of("reset", "25"));
        assertThatThrownBy(() -> new Mfrc522Driver().presence(config))
                .hasMessageContainingAll("counter-1", "unix:/run/bus", "leave reset out");
    }

    private void up() {
        values("");
        rested();
        values("00 92");
        values(GOOD);
    }

    private void answer(String hex) {
        values("20");
        int count = bytes(hex).length;
        values("00 %02X 00".formatted(count));
        assertThat(wire()).isEqualTo("92".repeat(count) + "00");
        values(hex);
    }

    private void values(String hex) {
        assertThat(turn.ask()).isInstanceOf(Ask.Registers.class);
        step(new Input.Values(bytes(hex)));
    }

    private void rested() {
        now = Math.max(now, ((Ask.Rest) turn.ask()).until());
        step(new Input.Rested());
    }

    private void step(Input input) {
        turn = machine.step(turn.state(), input, now);
        told.addAll(turn.told());
    }

    /** What goes over SPI, a word a transfer. */
    private String wire() {
        return ((Ask.Registers) turn.ask())
                .ops().stream()
                        .map(op -> HexFormat.of().withUpperCase().formatHex(op.out()))
                        .collect(Collectors.joining(" "));
    }
}
