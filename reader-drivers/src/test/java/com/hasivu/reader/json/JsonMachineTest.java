package com.hasivu.reader.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.CardRead;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.line.Effect;
import com.hasivu.reader.line.Input;
import com.hasivu.reader.line.Machine;
import com.hasivu.reader.line.Step;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

class JsonMachineTest {
    private static final Instant BEGAN = Instant.parse("2026-06-01T08:00:00Z");
    private static final Duration SILENT = Duration.ofSeconds(75);
    private static final long SECOND = 1_000_000_000L;
    private static final CardRead READ =
            CardRead.epc(new CardId("E2003411B802011383257C3D")).at(-47);

    private Machine<Link, JsonFrame> machine = machine(true);
    private Link state = machine.start();
    private long now = 5 * SECOND;
    private final List<ReaderEvent> told = new ArrayList<>();

    private static Machine<Link, JsonFrame> machine(boolean fromTheStart) {
        return machine(fromTheStart, false);
    }

    private static Machine<Link, JsonFrame> machine(boolean fromTheStart, boolean untimed) {
        return new JsonMachine(
                "Impinj at r:80",
                new Silence(SILENT, fromTheStart),
                new Freshness(Duration.ofSeconds(5), untimed),
                nanos -> BEGAN.toEpochMilli() + nanos / 1_000_000);
    }

    @Test
    void step_isUpOnceTheStreamIsGranted() {
        step(new Input.Opened<>(0));
        assertThat(told).isEmpty();
        receive(new JsonFrame.Alive());
        receive(new JsonFrame.Alive());
        assertThat(told).containsExactly(new ReaderEvent.LinkUp("Impinj at r:80"));
    }

    @Test
    void step_tellsAReadAsWeak() {
        up();
        receive(tags(Optional.of(wall())));
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.TagSeen(READ, now, true));
    }

    /** It may have lain in a queue. */
    @Test
    void step_servesNobodyByAReadWithoutATimeUnlessTheStationAcceptsIt() {
        up();
        receive(tags(Optional.empty()));
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.Fault("no time", 1));
        machine = machine(true, true);
        receive(tags(Optional.empty()));
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.TagSeen(READ, now, true));
    }

    @Test
    void step_servesNobodyByAReadOfLongAgo() {
        up();
        receive(tags(Optional.of(wall().minusMillis(5_001))));
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.Fault("old read", 1));
        receive(tags(Optional.of(wall().minusMillis(5_000))));
        assertThat(told.getLast()).isInstanceOf(ReaderEvent.TagSeen.class);
    }

    /** Of a fast clock an old read looks new. */
    @Test
    void step_servesNobodyByAReadOfTheFuture() {
        up();
        receive(tags(Optional.of(wall().plusMillis(5_001))));
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.Fault("early read", 1));
        receive(tags(Optional.of(wall().plusMillis(5_000))));
        assertThat(told.getLast()).isInstanceOf(ReaderEvent.TagSeen.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-999999999-01-01T00:00:00Z", "-292275000-01-01T00:00:00Z"})
    void step_servesNobodyByAReadBeforeAllTimes(String then) {
        up();
        receive(tags(Optional.of(Instant.parse(then))));
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.Fault("old read", 1));
    }

    @Test
    void step_survivesAReadAfterAllTimes() {
        up();
        receive(tags(Optional.of(Instant.MAX)));
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.Fault("early read", 1));
    }

    @Test
    void step_tellsGoodReadsAndCountsWrongOnesOfABatch() {
        up();
        told.clear();
        var tag = new JsonFrame.Tag(READ, Optional.of(wall()));
        receive(new JsonFrame.Tags(List.of(tag, tag), List.of("epc length")));
        assertThat(told)
                .containsExactly(
                        new ReaderEvent.TagSeen(READ, now, true),
                        new ReaderEvent.TagSeen(READ, now, true),
                        new ReaderEvent.Fault("epc length", 1));
    }

    @Test
    void step_isDownOnceWhenNothingComesForLong() {
        up();
        now += 60 * SECOND;
        receive(new JsonFrame.Alive());
        assertThat(machine.deadline(state)).isEqualTo(now + SILENT.toNanos());
        step(new Input.Deadline<>());
        step(new Input.Lost<>("gone"));
        receive(tags(Optional.empty()));
        assertThat(told).hasSize(2);
        assertThat(told.getLast())
                .isInstanceOfSatisfying(
                        ReaderEvent.LinkDown.class,
                        down -> assertThat(down.why()).contains("75 s", "power"));
        assertThat(machine.deadline(state)).isEqualTo(Machine.NEVER);
    }

    @Test
    void step_isDownWhenTheStreamIsNeverGranted() {
        step(new Input.Opened<>(0));
        assertThat(machine.deadline(state)).isEqualTo(now + SILENT.toNanos());
        step(new Input.Deadline<>());
        assertThat(told).singleElement().isInstanceOf(ReaderEvent.LinkDown.class);
    }

    /** A broker stays up without its readers: only the reader's own word counts. */
    @Test
    void step_waitsForABrokersReaderWithoutEnd() {
        machine = machine(false);
        step(new Input.Opened<>(0));
        assertThat(machine.deadline(state)).isEqualTo(Machine.NEVER);
        receive(tags(Optional.of(wall())));
        assertThat(told)
                .containsExactly(
                        new ReaderEvent.LinkUp("Impinj at r:80"),
                        new ReaderEvent.TagSeen(READ, now, true));
    }

    @Test
    void step_watchesABrokersReaderFromItsFirstHeartbeatOn() {
        machine = machine(false);
        up();
        receive(tags(Optional.empty()));
        assertThat(machine.deadline(state)).isEqualTo(Machine.NEVER);
        receive(new JsonFrame.Heartbeat());
        now += SECOND;
        receive(tags(Optional.empty()));
        assertThat(machine.deadline(state)).isEqualTo(now + SILENT.toNanos());
    }

    @Test
    void step_countsDroppedBytes() {
        up();
        step(new Input.Dropped<>("not JSON", 120));
        assertThat(told.getLast()).isEqualTo(new ReaderEvent.Fault("not JSON", 120));
    }

    private Instant wall() {
        return BEGAN.plusNanos(now);
    }

    private static JsonFrame tags(Optional<Instant> at) {
        return new JsonFrame.Tags(List.of(new JsonFrame.Tag(READ, at)), List.of());
    }

    private void up() {
        step(new Input.Opened<>(0));
        receive(new JsonFrame.Alive());
    }

    private void receive(JsonFrame frame) {
        step(new Input.Received<>(frame, now));
    }

    private void step(Input<JsonFrame> input) {
        Step<Link> step = machine.step(state, input, now);
        state = step.state();
        for (Effect effect : step.effects()) {
            switch (effect) {
                case Effect.Send send -> throw new IllegalStateException("it only listens");
                case Effect.Tell(var event) -> told.add(event);
            }
        }
    }
}
