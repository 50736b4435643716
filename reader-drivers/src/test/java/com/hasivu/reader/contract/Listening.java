package com.hasivu.reader.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.hasivu.reader.ReaderEvent;
import com.hasivu.reader.RfidReader;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** An open reader without a supervisor: every event counts. */
final class Listening implements AutoCloseable {
    private final Bench bench;
    final List<ReaderEvent> events = new ArrayList<>();
    RfidReader reader;

    Listening(Bench bench) {
        this.bench = bench;
        this.reader = bench.driver().open(bench.config());
    }

    /** Opens anew while the link is lost before it is up: a machine stood still meanwhile. */
    Listening untilUp() throws InterruptedException {
        long until = System.nanoTime() + ReaderDriverContract.SOON.toNanos();
        while (!hears("link up", ReaderDriverContract.SOON, ReaderEvent.LinkUp.class::isInstance)) {
            assertThat(System.nanoTime() - until).as("link up; heard %s", events).isNegative();
            events.clear();
            reader.close();
            reader = bench.driver().open(bench.config());
        }
        return this;
    }

    void until(String what, Duration deadline, Predicate<ReaderEvent> wanted)
            throws InterruptedException {
        assertThat(hears(what, deadline, wanted)).as("%s; heard %s", what, events).isTrue();
    }

    /** Whether it came; false once the link is lost. */
    boolean hears(String what, Duration deadline, Predicate<ReaderEvent> wanted)
            throws InterruptedException {
        long until = System.nanoTime() + deadline.toNanos();
        while (true) {
            var event = reader.next(Duration.ofMillis(20));
            event.ifPresent(events::add);
            if (event.filter(wanted).isPresent()) {
                return true;
            }
            if (event.orElse(null) instanceof ReaderEvent.LinkDown) {
                return false;
            }
            assertThat(System.nanoTime() - until)
                    .as("%s within %s; heard %s", what, deadline, events)
                    .isNegative();
        }
    }

    /** Listens for so long, whatever comes. */
    void during(Duration time) throws InterruptedException {
        long until = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = until - System.nanoTime()) {
            reader.next(Duration.ofNanos(left)).ifPresent(events::add);
        }
    }

    <E extends ReaderEvent> List<E> heard(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    @Override
    public void close() {
        reader.close();
    }
}
