package com.hasivu.edge.sync;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * The machine in a small seeded world: a cloud that commits what continues its chain, keeps live
 * batches until the chain has reached them and tells a pace; and a line that loses, repeats, delays
 * and reorders batches and acks, and drops the link. The seed in a failing test's name replays it.
 */
class SyncWorldTest {
    private static final SyncRules RULES = SyncRules.DEFAULT;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyRecordIsCommittedOnceAndInOrderAndAckedAtTheEnd(long seed) {
        World world = new World(seed);
        for (int turn = 0; turn < 400; turn++) {
            world.turn(true);
        }
        for (int turn = 0; turn < 4_000 && !world.atRest(); turn++) {
            world.turn(false);
        }

        assertThat(world.committed)
                .isEqualTo(LongStream.rangeClosed(1, world.end).boxed().toList());
        assertThat(world.state.up().saved()).isEqualTo(world.end);
        assertThat(world.cursor).isEqualTo(world.end);
        assertThat(world.state.up().halted()).isEmpty();
        assertThat(world.early).isEmpty();
        assertThat(world.state.draining()).isEmpty();
        assertThat(world.mostInFlight).isLessThanOrEqualTo(RULES.maxWindow());
    }

    /** Else the seeds above would say nothing of them. */
    @Test
    void theseWorlds_seeLiveBatchesTakenEarlyAndLeaptOver() {
        int early = 0;
        int leaps = 0;
        for (long seed = 1; seed <= 20; seed++) {
            World world = new World(seed);
            for (int turn = 0; turn < 400; turn++) {
                world.turn(true);
            }
            early += world.takenEarly;
            leaps += world.leaps;
        }
        assertThat(early).isGreaterThan(200);
        assertThat(leaps).isGreaterThan(50);
    }

    /** Something on the line: a batch up, or an ack down. */
    private record Travelling(
            long arrives, boolean up, boolean live, long from, long to, long resendFrom) {}

    private static final class World {
        private final Random random;
        private final SyncMachine machine = new SyncMachine(RULES);
        private final List<Travelling> line = new ArrayList<>();
        final List<Long> committed = new ArrayList<>();
        final NavigableSet<Long> early = new TreeSet<>();
        private long aheadUpTo = 0;
        private int takenEarly = 0;
        private int leaps = 0;
        private SyncState state = SyncState.start(0, 0, 5, RULES, 0);
        private long now = 0;
        private long end = 0;
        private long cursor = 0;
        private int mostInFlight = 0;
        private boolean rough;

        World(long seed) {
            random = new Random(seed);
        }

        boolean atRest() {
            return cursor == end && state.up().saved() == end && line.isEmpty();
        }

        void turn(boolean rough) {
            this.rough = rough;
            if (rough && chance(60)) {
                end += random.nextInt(8);
                feed(new Input.Grew(end));
            }
            if (rough && chance(3)) {
                line.removeIf(t -> chance(50));
                feed(new Input.Disconnected("cut", false, random.nextDouble()));
            }
            now += random.nextInt(300);
            List<Travelling> here =
                    line.stream()
                            .filter(t -> t.arrives() <= now)
                            .sorted(Comparator.comparingLong(Travelling::arrives))
                            .toList();
            line.removeAll(here);
            here.forEach(this::arrive);
            feed(new Input.TimeAnswered());
            feed(new Input.Tick());
        }

        private void arrive(Travelling t) {
            if (t.up()) {
                intake(t.from(), t.to(), t.live());
            } else {
                int window = random.nextInt(6);
                int rate = List.of(0, 20, 1_000).get(random.nextInt(3));
                feed(new Input.Acked(t.to(), true, t.resendFrom(), window, "", rate, 0));
            }
        }

        /** What the cloud does with a batch: a gap is asked for, a duplicate is acked again. */
        private void intake(long from, long to, boolean live) {
            long expected = committed.size() + 1L;
            if (from > expected && live) {
                LongStream.rangeClosed(from, to).forEach(early::add);
                takenEarly++;
                travel(new Travelling(0, false, false, 0, committed.size(), 0));
                return;
            }
            if (from > expected) {
                travel(new Travelling(0, false, false, 0, committed.size(), expected));
                return;
            }
            for (long sequence = expected; sequence <= to; sequence++) {
                committed.add(sequence);
                early.remove(sequence);
            }
            while (early.remove(committed.size() + 1L)) {
                committed.add(committed.size() + 1L);
                leaps++;
            }
            travel(new Travelling(0, false, false, 0, committed.size(), 0));
        }

        private void travel(Travelling t) {
            int copies = rough && chance(10) ? 2 : 1;
            for (int i = 0; i < copies; i++) {
                if (!rough || !chance(15)) {
                    long delay = 5L + random.nextInt(rough ? 2_000 : 50);
                    line.add(
                            new Travelling(
                                    now + delay,
                                    t.up(),
                                    t.live(),
                                    t.from(),
                                    t.to(),
                                    t.resendFrom()));
                }
            }
        }

        private void feed(Input input) {
            SyncMachine.Step step = machine.step(state, input, now);
            state = step.state();
            mostInFlight = Math.max(mostInFlight, state.up().flight().size());
            for (Effect effect : step.effects()) {
                switch (effect) {
                    case Effect.Connect connect -> {
                        aheadUpTo = end;
                        feed(
                                rough && chance(40)
                                        ? new Input.Disconnected("no", false, 0.5)
                                        : new Input.Connected());
                    }
                    case Effect.Send(var from, var most, var live) -> {
                        long to = Math.min(end, from + random.nextInt(Math.min(5, most)));
                        if (live) {
                            assertThat(from).as("ahead at most once").isGreaterThan(aheadUpTo);
                            aheadUpTo = to;
                        }
                        travel(new Travelling(0, true, live, from, to, 0));
                        feed(new Input.Sent(from, to, live));
                    }
                    case Effect.MoveCursor(var upTo) -> {
                        assertThat(upTo)
                                .isGreaterThan(cursor)
                                .isLessThanOrEqualTo(committed.size());
                        cursor = upTo;
                    }
                    case Effect.Halted(var why) -> throw new AssertionError(why);
                    default -> {}
                }
            }
        }

        private boolean chance(int percent) {
            return random.nextInt(100) < percent;
        }
    }
}
