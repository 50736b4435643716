package com.hasivu.cloud.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

class LanesTest {
    private final Map<String, List<Byte>> seen = new ConcurrentHashMap<>();

    private void note(String topic, byte[] payload) {
        seen.computeIfAbsent(topic, key -> new ArrayList<>()).add(payload[0]);
    }

    @Test
    void lane_keepsItsOrderWhateverTheOthersDo() {
        var done = new AtomicInteger();
        var lanes =
                new Lanes(
                        (topic, payload) -> {
                            note(topic, payload);
                            done.incrementAndGet();
                        },
                        100,
                        1000,
                        4);
        List<Byte> expected = new ArrayList<>();
        for (byte i = 0; i < 50; i++) {
            expected.add(i);
            for (int lane = 0; lane < 10; lane++) {
                lanes.offer("t" + lane, new byte[] {i});
            }
        }
        await().until(() -> done.get() == 500);
        assertThat(seen).hasSize(10);
        assertThat(seen.values()).allSatisfy(one -> assertThat(one).isEqualTo(expected));
    }

    @Test
    void fullLane_dropsWithoutBlockingAndGoesOnLater() {
        var open = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        var done = new AtomicInteger();
        var lanes =
                new Lanes(
                        (topic, payload) -> {
                            begun.countDown();
                            hold(open);
                            note(topic, payload);
                            done.incrementAndGet();
                        },
                        3,
                        5,
                        1);
        lanes.offer("a", new byte[] {0});
        hold(begun);
        for (byte i = 1; i < 20; i++) {
            lanes.offer("a", new byte[] {i});
        }
        for (byte i = 0; i < 20; i++) {
            lanes.offer("b", new byte[] {i});
        }
        open.countDown();
        await().until(() -> done.get() == 6);
        assertThat(seen.get("a")).containsExactly((byte) 0, (byte) 1, (byte) 2, (byte) 3);
        assertThat(seen.get("b")).containsExactly((byte) 0, (byte) 1);
        lanes.offer("a", new byte[] {99});
        await().until(() -> done.get() == 7);
    }

    @Test
    void failedMessage_doesNotStopItsLane() {
        var done = new AtomicInteger();
        var lanes =
                new Lanes(
                        (topic, payload) -> {
                            if (payload[0] == 1) {
                                throw new IllegalStateException("planted");
                            }
                            done.incrementAndGet();
                        },
                        10,
                        10,
                        1);
        for (byte i = 0; i < 3; i++) {
            lanes.offer("a", new byte[] {i});
        }
        await().until(() -> done.get() == 2);
    }

    private static void hold(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
