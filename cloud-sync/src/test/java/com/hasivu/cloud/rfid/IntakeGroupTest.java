package com.hasivu.cloud.rfid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.cloud.rfid.IntakeGroup.Arrival;
import com.hasivu.protocol.SchoolId;
import com.hasivu.protocol.StationId;
import com.hasivu.protocol.Topics;
import com.hasivu.protocol.wire.Ack;
import com.hasivu.protocol.wire.Reason;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Who goes with whom, and who fails with whom; no database. */
class IntakeGroupTest {
    private static final SchoolId SCHOOL = new SchoolId("greenfield");

    /** What each transaction took, as {@code station:first}. */
    private final List<List<String>> transactions = new ArrayList<>();

    private final CountDownLatch firstRuns = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);
    private final IntakeGroup group = new IntakeGroup(this::commit, 1);

    private List<Optional<Ack>> commit(List<Arrival> arrivals) {
        boolean first;
        synchronized (transactions) {
            first = transactions.isEmpty();
            transactions.add(arrivals.stream().map(IntakeGroupTest::name).toList());
        }
        if (first) {
            firstRuns.countDown();
            await(firstMayEnd);
        }
        for (Arrival arrival : arrivals) {
            if (name(arrival).startsWith("poison")) {
                throw new IllegalArgumentException("poison");
            }
            if (name(arrival).startsWith("fatal")) {
                throw new AssertionError("fatal");
            }
        }
        return arrivals.stream()
                .map(one -> Optional.of(Ack.newBuilder().setUpTo(one.batch().last()).build()))
                .toList();
    }

    private static String name(Arrival arrival) {
        return arrival.batch().station() + ":" + arrival.batch().first();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Arrival arrival(String station, int first, int last) throws Exception {
        Topics topics = new Topics(SCHOOL, new StationId(station));
        var chain = new TapChain(topics, 7);
        while (chain.size() < last) {
            chain.refuse(Reason.UNKNOWN_CARD);
        }
        Topics.Address sender = Topics.parse(topics.taps()).orElseThrow();
        return new Arrival(sender, Batch.read(sender, chain.batch(first, last)), new byte[0]);
    }

    /** Sends one, and the others in their order while its transaction runs. */
    private List<Future<Optional<Ack>>> behindOne(ExecutorService threads, List<Arrival> others)
            throws Exception {
        Arrival one = arrival("first", 1, 1);
        List<Future<Optional<Ack>>> answers = new ArrayList<>();
        answers.add(threads.submit(() -> group.pass(one)));
        await(firstRuns);
        for (Arrival other : others) {
            int before = group.waiting();
            answers.add(threads.submit(() -> group.pass(other)));
            while (group.waiting() == before) {
                Thread.onSpinWait();
            }
        }
        firstMayEnd.countDown();
        return answers;
    }

    @Test
    void batchesBehindARunningTransaction_areOneTransaction() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers =
                    behindOne(
                            threads,
                            List.of(arrival("c1", 1, 2), arrival("c2", 1, 3), arrival("c3", 1, 4)));
            for (int i = 0; i < answers.size(); i++) {
                assertThat(answers.get(i).get().orElseThrow().getUpTo()).isEqualTo(i + 1L);
            }
        }
        assertThat(transactions)
                .containsExactly(List.of("first:1"), List.of("c1:1", "c2:1", "c3:1"));
        assertThat(group.waiting()).isZero();
    }

    @Test
    void batchAlone_waitsForNobody() throws Exception {
        firstMayEnd.countDown();
        for (int i = 1; i <= 3; i++) {
            assertThat(group.pass(arrival("c1", i, i)).orElseThrow().getUpTo()).isEqualTo(i);
        }
        assertThat(transactions).containsExactly(List.of("c1:1"), List.of("c1:2"), List.of("c1:3"));
    }

    @Test
    void twoBatchesOfAChain_areTwoTransactionsInTheirOrder() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer :
                    behindOne(
                            threads,
                            List.of(
                                    arrival("c1", 1, 1),
                                    arrival("c1", 2, 2),
                                    arrival("c2", 1, 1),
                                    arrival("c1", 3, 3)))) {
                assertThat(answer.get()).isPresent();
            }
        }
        assertThat(transactions)
                .containsExactly(
                        List.of("first:1"),
                        List.of("c1:1", "c2:1"),
                        List.of("c1:2"),
                        List.of("c1:3"));
    }

    @Test
    void transaction_takesNoMoreRecordsThanItsBound() throws Exception {
        List<Arrival> others = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            others.add(arrival("c" + i, 1, IntakeGroup.MAX_RECORDS / 4));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var answer : behindOne(threads, others)) {
                assertThat(answer.get()).isPresent();
            }
        }
        assertThat(transactions)
                .containsExactly(
                        List.of("first:1"),
                        List.of("c0:1", "c1:1", "c2:1", "c3:1"),
                        List.of("c4:1"));
    }

    @Test
    void poison_failsAloneAndTheOthersAreDoneOneByOne() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers =
                    behindOne(
                            threads,
                            List.of(
                                    arrival("c1", 1, 1),
                                    arrival("poison", 1, 1),
                                    arrival("c2", 1, 1)));
            assertThat(answers.get(1).get()).isPresent();
            assertThat(answers.get(3).get()).isPresent();
            assertThatThrownBy(answers.get(2)::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalArgumentException.class);
        }
        assertThat(transactions)
                .containsExactly(
                        List.of("first:1"),
                        List.of("c1:1", "poison:1", "c2:1"),
                        List.of("c1:1"),
                        List.of("poison:1"),
                        List.of("c2:1"));
    }

    @Test
    void error_reachesEveryoneOfItsTransactionAndHoldsNobodyAfterIt() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = behindOne(threads, List.of(arrival("c1", 1, 1), arrival("fatal", 1, 1)));
            for (var answer : answers.subList(1, 3)) {
                assertThatThrownBy(answer::get).hasCauseInstanceOf(AssertionError.class);
            }
        }
        assertThat(group.pass(arrival("c2", 1, 1))).isPresent();
    }

    /** Many stations, batch after batch: two at once, never of one chain, each chain in order. */
    @Test
    void twoTransactionsAtOnce_neverHoldTheSameChain() throws Exception {
        Set<String> under = new HashSet<>();
        Map<String, Long> last = new HashMap<>();
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch together = new CountDownLatch(IntakeGroup.GROUPS);
        IntakeGroup several =
                new IntakeGroup(
                        arrivals -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            together.countDown();
                            await(together); // the first ones meet, or the test fails
                            synchronized (under) {
                                for (Arrival one : arrivals) {
                                    String station = one.batch().station().value();
                                    assertThat(under.add(station)).as(station).isTrue();
                                    assertThat(one.batch().first())
                                            .isEqualTo(last.getOrDefault(station, 0L) + 1);
                                    last.put(station, one.batch().last());
                                }
                            }
                            Thread.yield();
                            synchronized (under) {
                                arrivals.forEach(
                                        one -> under.remove(one.batch().station().value()));
                            }
                            running.decrementAndGet();
                            return arrivals.stream()
                                    .map(one -> Optional.of(Ack.getDefaultInstance()))
                                    .toList();
                        },
                        IntakeGroup.GROUPS);
        List<Future<?>> stations = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int s = 0; s < 8; s++) {
                String name = "c" + s;
                stations.add(
                        threads.submit(
                                () -> {
                                    for (int i = 1; i <= 40; i++) {
                                        assertThat(several.pass(arrival(name, i, i))).isPresent();
                                    }
                                    return null;
                                }));
            }
        }
        for (Future<?> station : stations) {
            station.get();
        }
        assertThat(last.values()).hasSize(8).containsOnly(40L);
        assertThat(most).hasValue(IntakeGroup.GROUPS);
        assertThat(several.waiting()).isZero();
    }
}
