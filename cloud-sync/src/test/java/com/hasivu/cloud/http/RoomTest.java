package com.hasivu.cloud.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

class RoomTest {
    private static final long MEBI = 1 << 20;

    @Test
    void take_isRefusedWhenNothingBecomesFreeInTime() {
        var room = new Room("large bodies", 10 * MEBI, Duration.ofMillis(50));
        Room.Place most = room.take(8 * MEBI);
        assertThatThrownBy(() -> room.take(3 * MEBI))
                .isInstanceOfSatisfying(
                        Problem.class,
                        problem -> {
                            assertThat(problem.status()).isEqualTo(503);
                            assertThat(problem.code()).isEqualTo("busy");
                            assertThat(problem).hasMessageContaining("large bodies");
                        });
        room.take(2 * MEBI).close();
        most.close();
        most.close(); // gives back once
        room.take(99 * MEBI).close(); // more than there is takes all
        room.take(10 * MEBI);
        assertThatThrownBy(() -> room.take(1)).isInstanceOf(Problem.class);
    }

    @Test
    void take_waitsForWhatIsGivenBack() throws Exception {
        var room = new Room("large answers", MEBI, Duration.ofSeconds(20));
        Room.Place first = room.take(MEBI);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var second = CompletableFuture.supplyAsync(() -> room.take(MEBI), threads);
            assertThat(second).isNotDone();
            first.close();
            second.get(10, TimeUnit.SECONDS).close();
        }
    }

    @Test
    void heavyOperations_areOneInTheShippedHeapAndMoreInALarger() {
        assertThat(Rooms.heavyAtOnce(176 * MEBI)).isEqualTo(1);
        assertThat(Rooms.heavyAtOnce(64 * MEBI)).isEqualTo(1);
        assertThat(Rooms.heavyAtOnce(512 * MEBI)).isEqualTo(5);
    }
}
