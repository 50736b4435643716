package com.hasivu.reader.rdm6300;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardFamily;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.rdm6300.Rdm6300Machine.Link;

import org.junit.jupiter.api.Test;

import java.util.List;

class Rdm6300MachineTest {
    private static final CardId CARD = new CardId("67003B51C6");
    private final Rdm6300Machine machine = new Rdm6300Machine();

    @Test
    void step_isUpAtOnceAndTellsStaleBytes() {
        assertThat(told(new Input.Opened<>(28)))
                .containsExactly(
                        new ReaderEvent.LinkUp("RDM6300, listening"),
                        new ReaderEvent.Fault("stale", 28));
        assertThat(told(new Input.Opened<>(0))).hasSize(1);
    }

    @Test
    void step_tellsAReadWithAWeakCheckAndTheFramesTime() {
        assertThat(told(new Input.Received<>(CARD, 42)))
                .containsExactly(
                        new ReaderEvent.TagSeen(CardRead.uid(CARD, CardFamily.EM4100), 42, true));
    }

    @Test
    void step_tellsALossOnceAndNothingAfterIt() {
        var lost = machine.step(Link.LISTENING, new Input.Lost<>("gone"), 0);
        assertThat(lost.effects())
                .containsExactly(new Effect.Tell(new ReaderEvent.LinkDown("gone")));
        assertThat(machine.step(lost.state(), new Input.Lost<>("gone"), 0).effects()).isEmpty();
        assertThat(machine.step(lost.state(), new Input.Received<>(CARD, 1), 1).effects())
                .isEmpty();
    }

    @Test
    void deadline_isNeverAsTheModuleCannotBeAsked() {
        assertThat(machine.deadline(machine.start())).isEqualTo(Machine.NEVER);
    }

    private List<ReaderEvent> told(Input<CardId> input) {
        return machine.step(machine.start(), input, 0).effects().stream()
                .map(effect -> ((Effect.Tell) effect).event())
                .toList();
    }
}
