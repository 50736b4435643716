package com.hasivu.reader.supervisor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;

class BackoffTest {
    @Test
    void next_staysBetweenFloorAndADoublingBound() {
        var backoff = new Backoff(longest());
        assertThat(
                        new long[] {
                            backoff.next().toMillis(),
                            backoff.next().toMillis(),
                            backoff.next().toMillis(),
                            backoff.next().toMillis(),
                            backoff.next().toMillis(),
                            backoff.next().toMillis(),
                            backoff.next().toMillis()
                        })
                .containsExactly(100, 200, 400, 800, 1600, 2000, 2000);
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(Backoff.FIRST);
    }

    @Test
    void next_isSpreadOverTheWholeRange() {
        var backoff = new Backoff(new Random(3));
        for (int i = 0; i < 6; i++) {
            backoff.next();
        }
        Duration least = Backoff.CAP;
        Duration most = Duration.ZERO;
        for (int i = 0; i < 1000; i++) {
            Duration wait = backoff.next();
            assertThat(wait).isBetween(Backoff.FLOOR, Backoff.CAP);
            least = wait.compareTo(least) < 0 ? wait : least;
            most = wait.compareTo(most) > 0 ? wait : most;
        }
        assertThat(least).isLessThan(Duration.ofMillis(100));
        assertThat(most).isGreaterThan(Duration.ofMillis(1900));
    }

    /** A generator that always gives the largest value asked for. */
    private static RandomGenerator longest() {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return Long.MAX_VALUE;
            }

            @Override
            public long nextLong(long origin, long bound) {
                return bound - 1;
            }
        };
    }
}
