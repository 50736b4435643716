package com.hasivu.reader.wiegand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.protocol.CardForm;
import com.hasivu.reader.ReaderConfig;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.ReaderException;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.wiegand.WiegandFrame.ByteOrder;
import com.hasivu.reader.wiegand.WiegandFrame.Format;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

class WiegandMachineTest {
    private static final WiegandFrame FRAME = new WiegandFrame(Format.BITS_34, 0x05A698CBL);

    @Test
    void opened_isUpAtOnceAndTellsWhatWasDropped() {
        assertThat(told(machine(ByteOrder.MSB, false), new Input.Opened<>(7)))
                .containsExactly(
                        new ReaderEvent.LinkUp("Wiegand, listening on D0 17, D1 27"),
                        new ReaderEvent.Fault("stale", 7));
    }

    @ParameterizedTest
    @CsvSource({"MSB, false, 05A698CB, WIEGAND_34", "REVERSED, true, CB98A605, REVERSED_32"})
    void frame_isARead(ByteOrder order, boolean twice, String card, CardForm form) {
        var read =
                (ReaderEvent.TagSeen)
                        told(machine(order, twice), new Input.Received<>(FRAME, 42)).getFirst();
        assertThat(read.card().hex()).isEqualTo(card);
        assertThat(read.read().form()).isEqualTo(form);
        assertThat(read.atNanos()).isEqualTo(42);
        assertThat(read.weakCheck()).isEqualTo(twice);
    }

    @Test
    void dropped_isCounted() {
        assertThat(told(machine(ByteOrder.MSB, false), new Input.Dropped<>("parity", 26)))
                .containsExactly(new ReaderEvent.Fault("parity", 26));
    }

    @Test
    void lost_isToldOnce() {
        var machine = machine(ByteOrder.MSB, false);
        var lost = machine.step(machine.start(), new Input.Lost<>("gone"), 0);
        assertThat(lost.effects())
                .containsExactly(new Effect.Tell(new ReaderEvent.LinkDown("gone")));
        assertThat(machine.step(lost.state(), new Input.Lost<>("gone"), 0).effects()).isEmpty();
        assertThat(machine.step(lost.state(), new Input.Received<>(FRAME, 1), 1).effects())
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "byte-order, lsb, msb or reversed",
        "confirm, thrice, once or twice",
        "gap-ms, 0, for example 25",
        "d0, 54, BCM number",
        "d0, 27, its own pin",
        "depart-after-ms, soon, for example 1000",
    })
    void presence_namesTheWrongSettingAndTheFix(String key, String value, String fix) {
        var config = new ReaderConfig("counter-1", "wiegand", "/dev/gpiochip0", Map.of(key, value));
        assertThatThrownBy(() -> new WiegandDriver().presence(config))
                .isInstanceOf(ReaderException.class)
                .hasMessageContainingAll("counter-1", key, value, fix);
    }

    private static WiegandMachine machine(ByteOrder order, boolean twice) {
        return new WiegandMachine("D0 17, D1 27", order, twice);
    }

    private static List<ReaderEvent> told(WiegandMachine machine, Input<WiegandFrame> input) {
        return machine.step(machine.start(), input, 0).effects().stream()
                .map(effect -> ((Effect.Tell) effect).event())
                .toList();
    }
}
