package com.hasivu.edge.service;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

@Timeout(300)
class WatchdogTest {
    private static final long PID = 4711;
    private static final String HALF_A_SECOND = "600000";

    @TempDir Path folder;

    @Test
    void words_reachASocketWithAPathAndAnAbstractOne() throws InterruptedException {
        for (String name :
                new String[] {
                    folder.resolve("notify").toString(), "@hasivu-test-" + System.nanoTime()
                }) {
            try (ManagerEar ear = new ManagerEar(name)) {
                ServiceManager manager = ServiceManager.in(Map.of("NOTIFY_SOCKET", name), PID);
                manager.ready("serving\nwell");
                manager.stopping();
                await().until(() -> ear.words().size() == 2);
                assertThat(ear.words().getFirst().text()).isEqualTo("READY=1\nSTATUS=serving well");
                assertThat(ear.words().getLast().text()).startsWith("STOPPING=1\n");
            }
        }
    }

    @Test
    void words_thatNobodyTakesHurtNobody() {
        ServiceManager.in(Map.of("NOTIFY_SOCKET", folder.resolve("none").toString()), PID).alive();
        ServiceManager.in(Map.of("NOTIFY_SOCKET", "relative"), PID).alive();
        ServiceManager.in(Map.of(), PID).alive();
    }

    @ParameterizedTest(name = "USEC {0} for PID {1}: {2}")
    @CsvSource({
        "10000000, 4711, PT10S",
        "10000000, '',   PT10S",
        "10000000, 1,    ''",
        "0,        4711, ''",
        "soon,     4711, ''"
    })
    void watchdog_isTheOneMeantForThisProcess(String micros, String pid, String expected) {
        Map<String, String> environment =
                pid.isEmpty()
                        ? Map.of("NOTIFY_SOCKET", "/run/notify", "WATCHDOG_USEC", micros)
                        : Map.of(
                                "NOTIFY_SOCKET",
                                "/run/notify",
                                "WATCHDOG_USEC",
                                micros,
                                "WATCHDOG_PID",
                                pid);
        assertThat(ServiceManager.in(environment, PID).watchdog().map(Object::toString).orElse(""))
                .isEqualTo(expected);
    }

    /** A path that can be blocked. */
    private static final class Gate implements SyntheticTap {
        final AtomicInteger begun = new AtomicInteger();
        volatile CountDownLatch gate = new CountDownLatch(0);
        final AtomicReference<CountDownLatch> atTheGate = new AtomicReference<>(gate);
        volatile Optional<String> trouble = Optional.empty();

        /** And waits for a tap that stands before it: none that got through is under way. */
        void close() {
            gate = new CountDownLatch(1);
            await().until(() -> atTheGate.get() == gate);
        }

        @Override
        public Optional<String> pass() {
            begun.incrementAndGet();
            try {
                CountDownLatch now = gate;
                atTheGate.set(now);
                now.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return trouble;
        }

        @Override
        public String status() {
            return "serving";
        }
    }

    @Test
    void watchdog_isFedOnlyWhileATapGetsThrough() throws InterruptedException {
        String socket = folder.resolve("notify").toString();
        Gate path = new Gate();
        try (ManagerEar ear = new ManagerEar(socket)) {
            ServiceManager manager =
                    ServiceManager.in(
                            Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", HALF_A_SECOND), PID);
            Watchdog watchdog = Watchdog.start(manager, path).orElseThrow();
            await().until(() -> ear.alive().size() >= 3);
            assertThat(ear.heard("STATUS=serving")).isTrue();

            path.close();
            await().until(ear::isStuck);
            int fed = ear.mark();
            int begun = path.begun.get();
            TimeUnit.MILLISECONDS.sleep(800); // silence is what is looked for
            assertThat(ear.aliveAfter(fed)).isEmpty();
            assertThat(path.begun).as("one stuck tap, not a heap of them").hasValue(begun);

            path.gate.countDown();
            await().until(() -> !ear.aliveAfter(fed).isEmpty());

            path.trouble = Optional.of("reader counter-1 does not come by");
            await().until(() -> ear.heard("STATUS=stuck: reader counter-1"));
            int before = ear.alive().size();
            watchdog.close();
            assertThat(ear.alive()).hasSize(before);
        }
    }
}
