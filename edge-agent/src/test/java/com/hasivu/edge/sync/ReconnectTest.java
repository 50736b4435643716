package com.hasivu.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.edge.sync.SyncState.Link;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * A hundred stations with a day's backlog lose one broker at the same instant. A TLS handshake
 * costs the broker a few milliseconds of one core, so what counts is how many come in any 100 ms,
 * and how much they send before the cloud has said how fast.
 */
class ReconnectTest {
    private static final SyncRules RULES = SyncRules.DEFAULT;
    private static final int STATIONS = 100;
    private static final long SLOT = 100;
    private static final long REFUSAL = 1; // a closed port answers at once

    private record Try(int station, long at) {}

    @ParameterizedTest(name = "away for {0} ms: all back {1} ms later, at most {2} in 100 ms")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        0       | 550   | 40
        3000    | 5100  | 14
        60000   | 5100  | 14
        3600000 | 5100  | 14
        """)
    void stations_comeBackSpreadOutAndWithinSeconds(long away, long within, int mostPerSlot) {
        for (long seed = 1; seed <= (away > 100_000 ? 3 : 20); seed++) {
            List<Long> back = connects(seed, away);
            assertThat(back).hasSize(STATIONS);
            assertThat(back.getLast() - away).as("seed %d", seed).isLessThanOrEqualTo(within);
            assertThat(crowd(back)).as("seed %d", seed).isLessThanOrEqualTo(mostPerSlot);
        }
    }

    private static List<Long> connects(long seed, long away) {
        Random luck = new Random(seed);
        SyncMachine machine = new SyncMachine(RULES);
        List<SyncState> stations = new ArrayList<>();
        PriorityQueue<Try> tries = new PriorityQueue<>(Comparator.comparingLong(Try::at));
        for (int i = 0; i < STATIONS; i++) {
            SyncState online =
                    machine.step(
                                    machine.step(
                                                    SyncState.start(0, 5_000, 0, RULES, -60_000),
                                                    new Input.Tick(),
                                                    -60_000)
                                            .state(),
                                    new Input.Connected(),
                                    -60_000)
                            .state();
            SyncState lost = lost(machine, online, 0, luck);
            stations.add(lost);
            tries.add(new Try(i, lost.wakeAt(RULES)));
        }
        List<Long> back = new ArrayList<>();
        while (!tries.isEmpty()) {
            Try next = tries.remove();
            SyncMachine.Step step =
                    machine.step(stations.get(next.station()), new Input.Tick(), next.at());
            assertThat(step.effects()).containsExactly(new Effect.Connect());
            assertThat(step.state().link()).isInstanceOf(Link.Connecting.class);
            if (next.at() >= away) {
                back.add(next.at());
                startsCautiously(machine, step.state(), next.at());
            } else {
                long at = next.at() + REFUSAL;
                SyncState waits = lost(machine, step.state(), at, luck);
                stations.set(next.station(), waits);
                tries.add(new Try(next.station(), waits.wakeAt(RULES)));
            }
        }
        return back;
    }

    private static void startsCautiously(SyncMachine machine, SyncState connecting, long at) {
        SyncMachine.Step up = machine.step(connecting, new Input.Connected(), at);
        assertThat(up.effects()).contains(new Effect.Send(1, Pace.SMALL_BATCH, false));
        SyncMachine.Step sent =
                machine.step(up.state(), new Input.Sent(1, Pace.SMALL_BATCH, false), at);
        assertThat(sent.effects()).isEmpty();
        SyncMachine.Step told =
                machine.step(
                        sent.state(),
                        new Input.Acked(Pace.SMALL_BATCH, true, 0, 4, "", 20, 0),
                        at + 100);
        assertThat(told.effects()).doesNotHaveAnyElementsOfTypes(Effect.Send.class);
        assertThat(told.state().up().dueAt(RULES)).isEqualTo(at + 5_000);
    }

    private static SyncState lost(SyncMachine machine, SyncState from, long at, Random luck) {
        return machine.step(from, new Input.Disconnected("gone", false, luck.nextDouble()), at)
                .state();
    }

    /** The most in any window of that length, wherever it begins. */
    private static int crowd(List<Long> sorted) {
        int most = 0;
        int first = 0;
        for (int i = 0; i < sorted.size(); i++) {
            while (sorted.get(i) - sorted.get(first) >= SLOT) {
                first++;
            }
            most = Math.max(most, i - first + 1);
        }
        return most;
    }
}
