package com.hasivu.edge.station;

import static com.hasivu.edge.Patience.await;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

class HousekeepingTest {
    private final AtomicInteger runs = new AtomicInteger();

    static Stream<Throwable> failures() {
        return Stream.of(
                new IllegalStateException("a bug"),
                new NoClassDefFoundError("a library"),
                new AssertionError("a belief"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void work_thatFailsIsDoneAgainInItsTurn(Throwable failure) {
        try (Housekeeping housekeeping = new Housekeeping()) {
            housekeeping.every(Duration.ofMillis(5), () -> fail(failure));
            await().until(() -> runs.get() >= 3);
        }
    }

    @Test
    void virtualMachineError_reachesTheHandlerThatMayEndTheProcess() {
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> uncaught.add(e));
        Error failure = new InternalError("a test's");
        try (Housekeeping housekeeping = new Housekeeping()) {
            housekeeping.every(Duration.ofMillis(5), () -> fail(failure));
            await().dontCatchUncaughtExceptions().until(() -> runs.get() >= 3);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(uncaught).contains(failure);
    }

    private void fail(Throwable failure) {
        runs.incrementAndGet();
        switch (failure) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalArgumentException(failure);
        }
    }
}
