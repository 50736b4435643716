package com.hasivu.cloud.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hasivu.cloud.Parallel;

import org.junit.jupiter.api.Test;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

class CheckpointGroupTest {
    @Test
    void awaitDurable_returnsOnlyAfterACheckpointThatBeganLater() throws Exception {
        var commits = new AtomicLong();
        var covered = new AtomicLong();
        var checkpoints = new AtomicInteger();
        var group =
                new CheckpointGroup(
                        () -> {
                            long seen = commits.get(); // what a checkpoint beginning now covers
                            checkpoints.incrementAndGet();
                            Thread.yield();
                            covered.accumulateAndGet(seen, Math::max);
                        });
        Parallel.run(
                64,
                i ->
                        () -> {
                            for (int n = 0; n < 50; n++) {
                                long mine = commits.incrementAndGet();
                                group.awaitDurable();
                                assertThat(covered.get()).isGreaterThanOrEqualTo(mine);
                            }
                            return i;
                        });
        assertThat(checkpoints.get()).isLessThan(64 * 50);
    }

    @Test
    void awaitDurable_failsForTheOneWhoRanItAndTheNextRunsItsOwn() throws Exception {
        var runs = new AtomicInteger();
        var group =
                new CheckpointGroup(
                        () -> {
                            if (runs.incrementAndGet() == 1) {
                                throw new IllegalStateException("disk");
                            }
                        });
        assertThatThrownBy(group::awaitDurable).hasMessage("disk");
        group.awaitDurable();
        assertThat(runs.get()).isEqualTo(2);
    }

    @Test
    void awaitDurable_sharesOneRunAmongThoseWhoWait() throws Exception {
        var runs = new AtomicInteger();
        var inside = new CountDownLatch(1);
        var open = new CountDownLatch(1);
        var group =
                new CheckpointGroup(
                        () -> {
                            if (runs.incrementAndGet() == 1) {
                                inside.countDown();
                                try {
                                    open.await();
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            }
                        });
        var leader = Thread.ofVirtual().start(group::awaitDurable);
        inside.await();
        var waiting = new Thread[20];
        for (int i = 0; i < waiting.length; i++) {
            waiting[i] = Thread.ofPlatform().start(group::awaitDurable);
        }
        for (Thread thread : waiting) {
            org.awaitility.Awaitility.await()
                    .until(() -> thread.getState() == Thread.State.WAITING);
        }
        open.countDown();
        leader.join();
        for (Thread thread : waiting) {
            thread.join();
        }
        assertThat(runs.get()).isEqualTo(2);
    }
}
