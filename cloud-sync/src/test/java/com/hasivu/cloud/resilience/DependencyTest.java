package com.hasivu.cloud.resilience;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.hasivu.cloud.observe.Health;
import com.hasivu.cloud.observe.Metrics;
import com.hasivu.cloud.observe.Trace;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** A dependency and a peer on a real socket that goes wrong. */
class DependencyTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Enough to reach the peer on a busy machine, where it says nothing. */
    private static final Duration STALL = Duration.ofSeconds(1);

    /** No test waits for its end. */
    private static final Duration LONG = Duration.ofHours(1);

    private static final String OPENED = "CLOSED_TO_OPEN";

    private final FaultyPeer peer;
    private final Metrics metrics = new Metrics();
    private final Health health = new Health(metrics, System::nanoTime);
    private RemoteHttp http;
    private Dependency dependency;

    /** From which state to which; told by the thread that moved it, so not always in order. */
    private final List<String> states = new CopyOnWriteArrayList<>();

    DependencyTest() throws IOException {
        peer = new FaultyPeer();
        dependency = dependency(1, LONG);
        http = http();
    }

    /** In place of the one that every test begins with. */
    private void use(int tries, Duration openFor) {
        http.close();
        dependency = dependency(tries, openFor);
        http = http();
    }

    private Dependency dependency(int tries, Duration openFor) {
        var limits =
                new Dependency.Limits(
                        2,
                        SOON,
                        tries,
                        Duration.ofMillis(20),
                        Duration.ofMillis(50),
                        8,
                        openFor,
                        2);
        var made = new Dependency("gateway", limits, metrics, new Random(7));
        made.breaker()
                .getEventPublisher()
                .onStateTransition(event -> states.add(event.getStateTransition().name()));
        return made;
    }

    private RemoteHttp http() {
        return new RemoteHttp(peer.uri(), dependency, SOON);
    }

    @AfterEach
    void stop() throws IOException {
        http.close();
        peer.close();
    }

    private String ask(Duration patience) {
        return http.repeatable("pay", Deadline.in(patience), request -> request.GET()).body();
    }

    private DependencyException.Kind fail(Duration patience) {
        try {
            throw new AssertionError("answered " + ask(patience));
        } catch (DependencyException e) {
            return e.kind();
        }
    }

    @ParameterizedTest
    @EnumSource(value = FaultyPeer.Mood.class, names = "ANSWERS", mode = EnumSource.Mode.EXCLUDE)
    void breaker_opensAndClosesAgain(FaultyPeer.Mood mood) {
        dependency.toldBy(health);
        assertThat(ask(SOON)).isEqualTo("ok");
        peer.mood = mood;
        while (states.isEmpty()) {
            fail(STALL);
        }
        assertThat(states).containsExactly(OPENED);
        int called = peer.calls.get();
        assertThat(called).isBetween(4, 8);
        assertThat(fail(SOON)).isEqualTo(DependencyException.Kind.OPEN);
        assertThat(peer.calls.get()).as("left alone").isEqualTo(called);
        assertThat(health.now().level()).isEqualTo(Health.Level.DEGRADED);
        assertThat(metrics.text())
                .contains("hasivu_cloud_dependency_open{dependency=\"gateway\"} 1.0")
                .contains("dependency=\"gateway\",outcome=\"refused-open\"} 1.0");
        peer.mood = FaultyPeer.Mood.ANSWERS;
        dependency.breaker().transitionToHalfOpenState(); // its time is over
        assertThat(ask(SOON)).isEqualTo("ok");
        assertThat(ask(SOON)).isEqualTo("ok");
        assertThat(states)
                .containsExactlyInAnyOrder(OPENED, "OPEN_TO_HALF_OPEN", "HALF_OPEN_TO_CLOSED");
        assertThat(metrics.text())
                .contains("hasivu_cloud_dependency_open{dependency=\"gateway\"} 0.0");
        await().atMost(SOON).until(() -> health.now().level() == Health.Level.HEALTHY);
    }

    @Test
    void breaker_looksByItselfWhetherThePeerIsBack() {
        use(1, Duration.ofMillis(300));
        peer.mood = FaultyPeer.Mood.FAILS;
        while (states.isEmpty()) {
            fail(SOON);
        }
        peer.mood = FaultyPeer.Mood.ANSWERS;
        await().atMost(SOON).until(this::answers);
        assertThat(ask(SOON)).isEqualTo("ok");
        assertThat(states)
                .containsExactlyInAnyOrder(OPENED, "OPEN_TO_HALF_OPEN", "HALF_OPEN_TO_CLOSED");
    }

    private boolean answers() {
        try {
            return ask(SOON).equals("ok");
        } catch (DependencyException e) {
            return false;
        }
    }

    @Test
    void breaker_opensAgainWhenTheProbesFail() throws IOException {
        use(1, Duration.ofMillis(300));
        peer.close(); // connections are refused
        while (states.isEmpty()) {
            assertThat(fail(SOON)).isEqualTo(DependencyException.Kind.FAILED);
        }
        await().atMost(SOON)
                .until(
                        () -> {
                            fail(SOON);
                            return states.contains("HALF_OPEN_TO_OPEN");
                        });
        assertThat(states).contains(OPENED, "OPEN_TO_HALF_OPEN", "HALF_OPEN_TO_OPEN");
    }

    @Test
    void call_isTriedAgainWithinItsDeadlineOnly() {
        use(3, LONG);
        peer.mood = FaultyPeer.Mood.FAILS;
        assertThat(fail(SOON)).isEqualTo(DependencyException.Kind.FAILED);
        assertThat(peer.calls.get()).isEqualTo(3);
        assertThat(metrics.text())
                .contains("hasivu_cloud_dependency_retries_total{dependency=\"gateway\"} 2.0");
        peer.mood = FaultyPeer.Mood.STALLS;
        long begun = System.nanoTime();
        assertThat(fail(STALL)).isEqualTo(DependencyException.Kind.LATE);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(SOON);
        assertThat(peer.calls.get()).isEqualTo(4);
    }

    @Test
    void once_isNeverTriedAgain() {
        use(3, LONG);
        peer.mood = FaultyPeer.Mood.FAILS;
        assertThatThrownBy(() -> http.once("pay", Deadline.in(SOON), request -> request.GET()))
                .isInstanceOf(DependencyException.class)
                .hasMessageContaining("gateway failed, 1 tries: status 503");
        assertThat(peer.calls.get()).isEqualTo(1);
    }

    @Test
    void retries_areATenthOfTheCallsAfterAFew() {
        var tries = new AtomicInteger();
        var sturdy =
                new Dependency(
                        "sturdy",
                        new Dependency.Limits(
                                1,
                                SOON,
                                5,
                                Duration.ofNanos(1),
                                Duration.ofNanos(1),
                                1_000_000,
                                Duration.ofSeconds(1),
                                1),
                        metrics,
                        new Random(7));
        int calls = 1_000;
        for (int i = 0; i < calls; i++) {
            try {
                sturdy.call(
                        Deadline.in(SOON),
                        left -> {
                            tries.incrementAndGet();
                            throw new IOException("no");
                        });
            } catch (DependencyException e) {
                assertThat(e.kind()).isEqualTo(DependencyException.Kind.FAILED);
            }
        }
        assertThat(tries.get() - calls).isBetween(calls / 10, calls / 10 + 10);
    }

    @Test
    void call_isRefusedWhileEnoughAreAtWork() throws Exception {
        var inside = new CountDownLatch(2);
        var leave = new CountDownLatch(1);
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 2; i++) {
            threads.add(
                    Thread.ofVirtual()
                            .start(
                                    () ->
                                            dependency.call(
                                                    Deadline.in(SOON),
                                                    left -> {
                                                        inside.countDown();
                                                        leave.await();
                                                        return "";
                                                    })));
        }
        inside.await();
        assertThat(fail(SOON)).isEqualTo(DependencyException.Kind.FULL);
        leave.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ask(SOON)).isEqualTo("ok");
    }

    @Test
    void bug_isPassedOnAndLeavesNothingHeld() {
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(
                            () ->
                                    dependency.call(
                                            Deadline.in(SOON),
                                            left -> {
                                                throw new IllegalStateException("ours");
                                            }))
                    .hasMessage("ours");
        }
        assertThat(ask(SOON)).isEqualTo("ok");
        assertThat(states).isEmpty();
    }

    @Test
    void request_carriesTheTraceAlong() {
        Trace trace = Trace.of("r-1", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        trace.run(() -> assertThat(ask(SOON)).isEqualTo("ok"));
        assertThat(peer.lastHead).contains("traceparent: " + trace.traceparent());
        assertThat(trace.traceparent())
                .startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
                .endsWith("-01");
    }
}
