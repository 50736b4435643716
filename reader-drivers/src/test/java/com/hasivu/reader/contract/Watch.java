package com.hasivu.reader.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.protocol.CardId;
import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.presence.Arrival;
import com.hasivu.reader.supervisor.ReaderLoop;
import com.hasivu.reader.supervisor.ReaderStatus;
import com.hasivu.reader.supervisor.ReaderStatusListener;
import com.hasivu.reader.supervisor.TapListener;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** Runs a bench's reader as a station does, and writes down what it hears. */
public final class Watch implements TapListener, ReaderStatusListener, AutoCloseable {
    public final List<Arrival> taps = new CopyOnWriteArrayList<>();
    public final List<ReaderStatus> changes = new CopyOnWriteArrayList<>();
    public final AtomicInteger history = new AtomicInteger();
    public final AtomicInteger faults = new AtomicInteger();
    public final List<ReaderEvent.Fault> told = new CopyOnWriteArrayList<>();

    /** How often the loop tried to open. */
    public final AtomicInteger attempts = new AtomicInteger();

    private final Queue<Long> readAt = new ConcurrentLinkedQueue<>();
    private final Duration silence;
    private final ReaderLoop loop;

    public Watch(Bench bench) {
        this(bench, () -> {});
    }

    /**
     * @param onOpen runs each time the port has just been opened, before the first look at it
     */
    public Watch(Bench bench, Runnable onOpen) {
        var driver = new CountingDriver(bench.driver(), attempts, readAt, onOpen);
        silence = driver.presence(bench.config()).departAfter().dividedBy(4);
        loop =
                new ReaderLoop(bench.config(), driver, this, this, System::nanoTime, new Random(7))
                        .start();
    }

    public boolean isOnline() {
        return !changes.isEmpty() && changes.getLast() instanceof ReaderStatus.Online;
    }

    /**
     * A held card has arrived once, and at most once more for each time that the machine stood
     * still and nothing was read: so long that the card had left, or the link was lost. Such times
     * are rare, or the reader reads a held card too seldom.
     */
    void expectOneArrival(CardId card) {
        int arrivals = taps.size(); // before the reads: each tap's are noted
        List<Long> reads = List.copyOf(readAt);
        long silences =
                IntStream.range(1, reads.size())
                        .filter(i -> reads.get(i) - reads.get(i - 1) > silence.toNanos())
                        .count();
        assertThat(cards()).containsOnly(card);
        assertThat((long) arrivals)
                .as("arrivals by %d reads with %d silences", reads.size(), silences)
                .isBetween(1L, 1 + silences);
        assertThat(silences).as("of %d reads", reads.size()).isLessThan(reads.size() / 5 + 1);
    }

    public List<CardId> cards() {
        return taps.stream().map(Arrival::card).toList();
    }

    @Override
    public void tap(Arrival arrival, String reader) {
        taps.add(arrival);
    }

    @Override
    public void history(ReaderEvent.TagSeen read, String reader) {
        history.incrementAndGet();
    }

    @Override
    public void changed(String reader, ReaderStatus status) {
        changes.add(status);
    }

    @Override
    public void fault(String reader, ReaderEvent.Fault fault) {
        told.add(fault);
        faults.incrementAndGet();
    }

    @Override
    public void close() {
        loop.close();
    }

    /** Waits for a condition, looking every few milliseconds. */
    public static void await(String what, Duration deadline, BooleanSupplier condition) {
        long until = System.nanoTime() + deadline.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - until).as("%s within %s", what, deadline).isNegative();
            LockSupport.parkNanos(2_000_000);
        }
    }
}
