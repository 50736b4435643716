package com.hasivu.reader.contract;

import static com.hasivu.reader.contract.Watch.await;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.ReaderEvent;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * What every driver promises whose reader sends a stream of bytes: no tap lost, none twice, never
 * the wrong card, whatever the line does to the bytes.
 */
public abstract class ReaderBytesContract extends ReaderDriverContract {
    private static final int ATTEMPTS = 3;

    @Test
    void reads_everyFrameSplitAtAnyByte() throws InterruptedException {
        int splits = (frame().length - 2) / onBench().splitStep() + 1;
        for (int attempt = 1; attempt < ATTEMPTS; attempt++) {
            if (readSplitFrames(splits).isEmpty()) {
                return;
            }
        }
        assertThat(readSplitFrames(splits)).isEmpty();
    }

    /** The faults met on the way: a busy machine may hold a half frame back for too long. */
    private List<ReaderEvent.Fault> readSplitFrames(int splits) throws InterruptedException {
        var sent = new AtomicInteger();
        onBench()
                .deliver(
                        frame -> {
                            int nth = sent.getAndIncrement() * onBench().splitStep();
                            int at = 1 + nth % (frame.length - 1);
                            return List.of(
                                    Arrays.copyOf(frame, at),
                                    Arrays.copyOfRange(frame, at, frame.length));
                        });
        try (var listening = new Listening(onBench()).untilUp()) {
            onBench().present(onBench().card());
            for (int i = 0; i < splits; i++) {
                if (!listening.hears(
                        "a split frame", SOON, ReaderEvent.TagSeen.class::isInstance)) {
                    onBench().remove();
                    return List.of(new ReaderEvent.Fault("link lost", 1));
                }
            }
            assertThat(listening.heard(ReaderEvent.TagSeen.class))
                    .allSatisfy(read -> assertThat(read.card()).isEqualTo(onBench().card()));
            onBench().remove();
            return listening.heard(ReaderEvent.Fault.class).stream()
                    .filter(fault -> !fault.what().equals("stale")) // of the attempt before
                    .toList();
        }
    }

    @Test
    void reads_theFrameBehindNoise() {
        expectOneTap(
                frame ->
                        List.of(
                                join(
                                        new byte[] {0x02, 0x00, 0x41, (byte) 0xFF, 0x00, 0x7E},
                                        frame)));
    }

    @Test
    void reads_framesWithoutPauseAsOneTap() {
        expectOneTap(frame -> List.of(join(frame, frame, frame)));
    }

    @Test
    void reads_theNextFrameAfterOneThatStalled() {
        var sent = new AtomicInteger();
        expectOneTap(
                frame ->
                        sent.getAndIncrement() < 2
                                ? List.of(Arrays.copyOf(frame, frame.length / 2))
                                : List.of(frame));
    }

    @Test
    void reads_everyFrameBehindAFloodAtLineSpeed() throws InterruptedException {
        var random = new Random(11);
        var sent = new AtomicInteger();
        onBench()
                .deliver(
                        frame -> {
                            var flood = new byte[4096];
                            random.nextBytes(flood);
                            sent.incrementAndGet();
                            return List.of(join(flood, frame));
                        });
        boolean all = false;
        for (int attempt = 1; attempt <= ATTEMPTS && !all; attempt++) {
            all = readsFiveFrames(sent);
        }
        assertThat(all).as("five reads from five or six frames").isTrue();
    }

    /** False when more were sent meanwhile: on a busy machine the ear may come late. */
    private boolean readsFiveFrames(AtomicInteger sent) throws InterruptedException {
        try (var listening = new Listening(onBench()).untilUp()) {
            int before = sent.get();
            onBench().present(onBench().card());
            for (int i = 1; i <= 5; i++) {
                if (!listening.hears(
                        "frame %d behind the flood".formatted(i),
                        SOON,
                        ReaderEvent.TagSeen.class::isInstance)) {
                    return false;
                }
            }
            int frames = sent.get() - before;
            onBench().remove();
            assertThat(listening.heard(ReaderEvent.Fault.class)).isNotEmpty();
            assertThat(frames).as("frames sent for five reads").isGreaterThanOrEqualTo(5);
            return frames <= 6;
        }
    }

    @Test
    void tap_isNotMadeFromBytesOlderThanTheConnection() {
        byte[] old = onBench().frame(onBench().otherCard());
        onBench().send(join(old, old, old, Arrays.copyOf(old, old.length / 2)));
        try (var watch = new Watch(onBench())) {
            await("online", SOON, watch::isOnline);
            onBench().present(onBench().card());
            await("a tap", SOON, () -> !watch.taps.isEmpty());
            assertThat(watch.cards()).containsOnly(onBench().card());
            assertThat(watch.faults.get()).as("the old bytes are reported").isPositive();
        }
    }

    @Test
    void tap_isNotMadeFromReadsPouredOutAtConnect() {
        boolean never = false;
        for (int attempt = 1; attempt <= ATTEMPTS && !never; attempt++) {
            never = servesNobodyByReadsPouredOut();
        }
        assertThat(never).as("the next card's taps only").isTrue();
    }

    /** False also when the machine stood still between the connection and the old reads. */
    private boolean servesNobodyByReadsPouredOut() {
        byte[] old = onBench().frame(onBench().otherCard());
        try (var watch = new Watch(onBench(), () -> onBench().send(join(old, old, old, old)))) {
            await(
                    "the old reads are reported",
                    SOON,
                    () -> watch.history.get() + watch.faults.get() > 0 || !watch.taps.isEmpty());
            await("online", SOON, watch::isOnline);
            onBench().present(onBench().card());
            await("a tap", SOON, () -> watch.cards().contains(onBench().card()));
            onBench().remove();
            return watch.cards().stream().allMatch(onBench().card()::equals);
        }
    }

    private void expectOneTap(Function<byte[], List<byte[]>> pieces) {
        var sent = new AtomicInteger();
        onBench()
                .deliver(
                        frame -> {
                            sent.incrementAndGet();
                            return pieces.apply(frame);
                        });
        try (var watch = new Watch(onBench())) {
            await("online", SOON, watch::isOnline);
            onBench().present(onBench().card());
            await("a tap", SOON, () -> !watch.taps.isEmpty());
            int before = sent.get();
            await("more reads", SOON, () -> sent.get() >= before + 5);
            watch.expectOneArrival(onBench().card());
        }
    }

    private static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
